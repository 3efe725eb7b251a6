import type { AccountAlarm, AccountDoc } from '../store/accounts.ts';

type Language = 'ru' | 'uk' | 'uz' | 'en';

interface Words {
  subject(name: string): string;
  blocked(name: string, since: string): string;
  unreachable(name: string, since: string): string;
  behind(name: string, since: string, pending: number): string;
  drops(at: string): string;
  over(name: string, minutes: number): string;
  overSubject(name: string): string;
  actions: Record<string, string>;
  reason(detail: string): string;
}

const WORDS: Record<Language, Words> = {
  ru: {
    subject: (name) => `Канал «${name}» не работает`,
    blocked: (name, since) => `Канал «${name}» остановлен с ${since}: без вас он не заработает.`,
    unreachable: (name, since) => `Канал «${name}» недоступен с ${since}. Мы продолжаем пробовать.`,
    behind: (name, since, pending) =>
      `Канал «${name}» отстаёт с ${since}: в сети ждут сообщения (${pending}).`,
    drops: (at) => `Если не починить, с ${at} сеть начнёт удалять ожидающие сообщения.`,
    over: (name, minutes) => `Канал «${name}» снова работает. Перерыв: ${minutes} мин.`,
    overSubject: (name) => `Канал «${name}» снова работает`,
    reason: (detail) => `Причина: ${detail}`,
    actions: {
      're-authorise': 'Что делать: введите в настройках канала новый пароль или ключ.',
      reconfigure: 'Что делать: исправьте настройки канала.',
      'stop-other-consumer': 'Что делать: остановите другую программу, которая читает этот же канал.',
    },
  },
  uk: {
    subject: (name) => `Канал «${name}» не працює`,
    blocked: (name, since) => `Канал «${name}» зупинено з ${since}: без вас він не запрацює.`,
    unreachable: (name, since) => `Канал «${name}» недоступний з ${since}. Ми продовжуємо спроби.`,
    behind: (name, since, pending) =>
      `Канал «${name}» відстає з ${since}: у мережі чекають повідомлення (${pending}).`,
    drops: (at) => `Якщо не полагодити, з ${at} мережа почне видаляти повідомлення, що чекають.`,
    over: (name, minutes) => `Канал «${name}» знову працює. Перерва: ${minutes} хв.`,
    overSubject: (name) => `Канал «${name}» знову працює`,
    reason: (detail) => `Причина: ${detail}`,
    actions: {
      're-authorise': 'Що робити: введіть у налаштуваннях каналу новий пароль або ключ.',
      reconfigure: 'Що робити: виправте налаштування каналу.',
      'stop-other-consumer': 'Що робити: зупиніть іншу програму, яка читає цей самий канал.',
    },
  },
  uz: {
    subject: (name) => `“${name}” kanali ishlamayapti`,
    blocked: (name, since) => `“${name}” kanali ${since} dan beri to‘xtagan: sizsiz u ishga tushmaydi.`,
    unreachable: (name, since) =>
      `“${name}” kanaliga ${since} dan beri ulanib bo‘lmayapti. Urinishda davom etamiz.`,
    behind: (name, since, pending) =>
      `“${name}” kanali ${since} dan beri orqada: tarmoqda xabarlar kutmoqda (${pending}).`,
    drops: (at) => `Tuzatilmasa, ${at} dan boshlab tarmoq kutayotgan xabarlarni o‘chira boshlaydi.`,
    over: (name, minutes) => `“${name}” kanali yana ishlayapti. Uzilish: ${minutes} daqiqa.`,
    overSubject: (name) => `“${name}” kanali yana ishlayapti`,
    reason: (detail) => `Sababi: ${detail}`,
    actions: {
      're-authorise': 'Nima qilish kerak: kanal sozlamalariga yangi parol yoki kalitni kiriting.',
      reconfigure: 'Nima qilish kerak: kanal sozlamalarini to‘g‘rilang.',
      'stop-other-consumer': 'Nima qilish kerak: shu kanalni o‘qiyotgan boshqa dasturni to‘xtating.',
    },
  },
  en: {
    subject: (name) => `Channel "${name}" does not work`,
    blocked: (name, since) => `Channel "${name}" has stopped since ${since} and will not start without you.`,
    unreachable: (name, since) => `Channel "${name}" is out of reach since ${since}. We keep trying.`,
    behind: (name, since, pending) =>
      `Channel "${name}" is behind since ${since}: messages wait at the network (${pending}).`,
    drops: (at) => `Unless it is mended, the network begins to throw away what waits at ${at}.`,
    over: (name, minutes) => `Channel "${name}" works again. It was down for ${minutes} min.`,
    overSubject: (name) => `Channel "${name}" works again`,
    reason: (detail) => `Reason: ${detail}`,
    actions: {
      're-authorise': 'What to do: enter a new password or key in the settings of the channel.',
      reconfigure: 'What to do: correct the settings of the channel.',
      'stop-other-consumer': 'What to do: stop the other program that reads the same channel.',
    },
  },
};

export interface Notice {
  subject: string;
  text: string;
}

/** What managers are told when trouble begins. */
export function alarmNotice(
  account: AccountDoc,
  alarm: AccountAlarm,
  language: Language,
  zone: string,
): Notice {
  const words = WORDS[language];
  const { name, health, counts } = account;
  const at = timeIn(language, zone);
  const since = at(alarm.since);
  const lines = [
    alarm.kind === 'behind'
      ? words.behind(name, since, counts?.pending ?? 0)
      : words[alarm.kind](name, since),
    ...(health.detail ? [words.reason(health.detail)] : []),
    ...(health.action && words.actions[health.action] ? [words.actions[health.action] ?? ''] : []),
    ...(health.dropsAt ? [words.drops(at(health.dropsAt))] : []),
  ];
  return { subject: words.subject(name), text: lines.join('\n') };
}

/** What the same managers are told when it is over. */
export function clearNotice(
  account: AccountDoc,
  alarm: AccountAlarm,
  language: Language,
  now: number,
): Notice {
  const words = WORDS[language];
  const minutes = Math.max(1, Math.round((now - alarm.since.getTime()) / 60_000));
  return { subject: words.overSubject(account.name), text: words.over(account.name, minutes) };
}

function timeIn(language: Language, zone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return (at) => format.format(at);
}
