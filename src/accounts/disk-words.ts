import type { Notice } from './alarm-words.ts';
import type { DiskSpace } from './space.ts';

export type Language = 'ru' | 'uk' | 'uz' | 'en';

interface Words {
  subject: string;
  low(free: string, total: string): string;
  outlook: string;
  remedy: string;
  overSubject: string;
  over(free: string): string;
}

const WORDS: Record<Language, Words> = {
  ru: {
    subject: 'На сервере заканчивается место',
    low: (free, total) => `На диске сервера мало места: свободно ${free} из ${total}.`,
    outlook: 'Когда место кончится, нельзя будет сохранять новое: сообщения и файлы останутся ждать в сетях.',
    remedy: 'Что делать: освободите место или подключите диск побольше.',
    overSubject: 'На сервере снова достаточно места',
    over: (free) => `На диске сервера снова достаточно места: свободно ${free}.`,
  },
  uk: {
    subject: 'На сервері закінчується місце',
    low: (free, total) => `На диску сервера мало місця: вільно ${free} із ${total}.`,
    outlook:
      'Коли місце закінчиться, нове не можна буде зберігати: повідомлення й файли чекатимуть у мережах.',
    remedy: 'Що робити: звільніть місце або під’єднайте більший диск.',
    overSubject: 'На сервері знову достатньо місця',
    over: (free) => `На диску сервера знову достатньо місця: вільно ${free}.`,
  },
  uz: {
    subject: 'Serverda joy tugayapti',
    low: (free, total) => `Server diskida joy kam qoldi: ${total} dan ${free} bo‘sh.`,
    outlook: 'Joy tugasa, yangisini saqlab bo‘lmaydi: xabar va fayllar tarmoqlarda kutib turadi.',
    remedy: 'Nima qilish kerak: joy bo‘shating yoki kattaroq disk ulang.',
    overSubject: 'Serverda joy yana yetarli',
    over: (free) => `Server diskida joy yana yetarli: ${free} bo‘sh.`,
  },
  en: {
    subject: 'The server is running out of space',
    low: (free, total) => `The server's disk is nearly full: ${free} of ${total} are free.`,
    outlook: 'Once it is full, nothing new can be stored: messages and files will wait at the networks.',
    remedy: 'What to do: make room or attach a larger disk.',
    overSubject: 'The server has enough space again',
    over: (free) => `The server's disk has enough room again: ${free} are free.`,
  },
};

/** What managers are told while there is still room. */
export function diskNotice({ free, total }: DiskSpace, language: Language): Notice {
  const words = WORDS[language];
  const lines = [words.low(sizeIn(language, free), sizeIn(language, total)), words.outlook, words.remedy];
  return { subject: words.subject, text: lines.join('\n') };
}

/** What the same managers are told when it is over. */
export function diskOverNotice({ free }: DiskSpace, language: Language): Notice {
  const words = WORDS[language];
  return { subject: words.overSubject, text: words.over(sizeIn(language, free)) };
}

function sizeIn(language: Language, bytes: number): string {
  const [unit, size] =
    bytes >= 1024 ** 3 ? (['gigabyte', 1024 ** 3] as const) : (['megabyte', 1024 ** 2] as const);
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 });
  return format.format(bytes / size);
}
