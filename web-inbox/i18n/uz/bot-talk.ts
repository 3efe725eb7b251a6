import type { botTalk as en } from '../en/bot-talk.ts';
import type { Dictionary } from '../types.ts';

export const botTalk: Dictionary<typeof en, 'one' | 'other'> = {
  botTalk: {
    nav: 'Bot',
    go: 'Bot sahifasiga oʻtish',
    takeOver: 'Suhbatni bot olib boryapti. Suhbatni oʻzingizga oling',
    handBack: 'Bot jim. Suhbatni botga qaytarish',
  },
};
