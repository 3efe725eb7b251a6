import type { BotLanguage } from '../api/protocol/flow.ts';

/** What the bot itself says around the texts of a flow. */
export interface OwnWords {
  sharePhone: string;
  skip: string;
  /** Under a numbered list. */
  byNumber: string;
  /** Under a question that may be declined, where there is no button for it. */
  orSkip: string;
  /** Answers that decline, whole and in lower case. */
  declines: readonly string[];
  /** The first of the ordinal numbers, as people write them. */
  ordinals: readonly string[];
  summary: Readonly<
    Record<'title' | 'name' | 'phone' | 'email' | 'wish' | 'text' | 'choice' | 'nothing', string>
  >;
}

export const OWN_WORDS: Readonly<Record<BotLanguage, OwnWords>> = {
  ru: {
    sharePhone: '📱 Отправить мой номер',
    skip: 'Пропустить',
    byNumber: 'Ответьте номером варианта.',
    orSkip: 'Если не хотите отвечать, напишите «пропустить».',
    declines: [
      'пропустить',
      'пропусти',
      'пропуск',
      'нет',
      'не хочу',
      'не надо',
      'не нужно',
      'не скажу',
      'потом',
      'позже',
      'дальше',
      'далее',
      'нет спасибо',
      'без номера',
    ],
    ordinals: ['первый', 'второй', 'третий', 'четвертый', 'пятый'],
    summary: {
      title: 'Собрано ботом',
      name: 'Имя',
      phone: 'Телефон',
      email: 'Почта',
      wish: 'Пожелание',
      text: 'Ответ',
      choice: 'Выбор',
      nothing: 'Человек ни на что не ответил.',
    },
  },
  uk: {
    sharePhone: '📱 Надіслати мій номер',
    skip: 'Пропустити',
    byNumber: 'Відповідайте номером варіанта.',
    orSkip: 'Якщо не хочете відповідати, напишіть «пропустити».',
    declines: [
      'пропустити',
      'пропусти',
      'ні',
      'не хочу',
      'не треба',
      'не потрібно',
      'не скажу',
      'потім',
      'пізніше',
      'далі',
      'ні дякую',
      'без номера',
    ],
    ordinals: ['перший', 'другий', 'третій', 'четвертий', 'п’ятий'],
    summary: {
      title: 'Зібрано ботом',
      name: 'Ім’я',
      phone: 'Телефон',
      email: 'Пошта',
      wish: 'Побажання',
      text: 'Відповідь',
      choice: 'Вибір',
      nothing: 'Людина ні на що не відповіла.',
    },
  },
  uz: {
    sharePhone: '📱 Raqamimni yuborish',
    skip: 'O‘tkazib yuborish',
    byNumber: 'Javob raqamini yozing.',
    orSkip: 'Javob bergingiz kelmasa, «o‘tkazib yuborish» deb yozing.',
    declines: [
      'otkazib yuborish',
      'otkazish',
      'yoq',
      'kerak emas',
      'xohlamayman',
      'keyin',
      'keyinroq',
      'yoq rahmat',
      'йўқ',
      'йук',
      'керак эмас',
      'кейин',
      'ўтказиб юбориш',
    ],
    ordinals: ['birinchi', 'ikkinchi', 'uchinchi', 'tortinchi', 'beshinchi'],
    summary: {
      title: 'Bot yig‘gan ma’lumot',
      name: 'Ismi',
      phone: 'Telefoni',
      email: 'Pochtasi',
      wish: 'Istagi',
      text: 'Javobi',
      choice: 'Tanlovi',
      nothing: 'Mijoz hech narsaga javob bermadi.',
    },
  },
  en: {
    sharePhone: '📱 Share my number',
    skip: 'Skip',
    byNumber: 'Answer with the number of your choice.',
    orSkip: 'If you would rather not answer, write “skip”.',
    declines: ['skip', 'no', 'nope', 'no thanks', 'no thank you', 'not now', 'later', 'next', 'pass'],
    ordinals: ['first', 'second', 'third', 'fourth', 'fifth'],
    summary: {
      title: 'Collected by the bot',
      name: 'Name',
      phone: 'Phone',
      email: 'Email',
      wish: 'Wish',
      text: 'Answer',
      choice: 'Choice',
      nothing: 'The person answered nothing.',
    },
  },
};

/** Lower case without punctuation, for comparing whole short answers. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/['ʻʼ’‘`]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether an answer declines, in whatever of the four languages. */
export function declines(text: string): boolean {
  const plain = plainWords(text);
  if (plain === '') return /^[\s.–—-]+$/u.test(text) && /[–—-]/u.test(text);
  return Object.values(OWN_WORDS).some(
    (words) => words.declines.some((word) => plainWords(word) === plain) || plainWords(words.skip) === plain,
  );
}
