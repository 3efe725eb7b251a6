import type { botTalk as en } from '../en/bot-talk.ts';
import type { Dictionary } from '../types.ts';

export const botTalk: Dictionary<typeof en, 'one' | 'few' | 'many' | 'other'> = {
  botTalk: {
    nav: 'Бот',
    go: 'Перейти к боту',
    takeOver: 'Разговор ведёт бот. Взять разговор на себя',
    handBack: 'Бот молчит. Вернуть разговор боту',
  },
};
