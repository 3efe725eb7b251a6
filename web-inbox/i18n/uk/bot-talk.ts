import type { botTalk as en } from '../en/bot-talk.ts';
import type { Dictionary } from '../types.ts';

export const botTalk: Dictionary<typeof en, 'one' | 'few' | 'many' | 'other'> = {
  botTalk: {
    nav: 'Бот',
    go: 'Перейти до бота',
    takeOver: 'Розмову веде бот. Взяти розмову на себе',
    handBack: 'Бот мовчить. Повернути розмову боту',
  },
};
