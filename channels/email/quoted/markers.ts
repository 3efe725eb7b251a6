/**
 * Lines with which mail programs introduce what they quote, in Russian, Ukrainian, Uzbek and English.
 * Shapes were taken from letters in public archives; see the fixtures for one example of each.
 */

/** Our own border, in every form and language we have written it; also the one help desks use. */
export const BORDER_TEXT = '— — — Ответьте выше этой линии · Reply above this line — — —';
const OWN_BORDER =
  /##- |(?:reply|write|type|respond|answer)\b.{0,40}\babove (?:this|the) line|выше (?:этой|данной) (?:линии|черты|строки|строчки)|вище (?:цієї|цього|даної) (?:лінії|риски|межі|рядка|рядку|строки)|(?:bu|ushbu) (?:chiziq|qator|satr)\S* (?:yuqori|tepa)/i;

export const isOwnBorder = (line: string): boolean => line.length < 300 && OWN_BORDER.test(line);

const ORIGINAL =
  /^-{2,}\s*(?:original message|исходное сообщение|исходное письмо|оригинальное сообщение|оригінальне повідомлення|вихідне повідомлення|початкове повідомлення|asl xabar|dastlabki xabar|ursprüngliche nachricht)\s*-{2,}$/i;

export const isOriginalMessage = (line: string): boolean => line.length < 120 && ORIGINAL.test(line.trim());

const FORWARD: readonly RegExp[] = [
  /^-{4,}\s*(?:forwarded message|(?:перенаправленное|пересылаемое|пересланное|переадресованное) (?:сообщение|письмо)|(?:переслане|перенаправлене|пересилане) повідомлення|пересланий лист|uzatilgan xabar|yo.naltirilgan xabar)\s*-{4,}$/i,
  /^(?:begin forwarded message|начало (?:переадресованного|пересылаемого|перенаправленного) (?:сообщения|письма)|початок (?:листа, що пересилається|(?:переадресованого|пересланого) (?:повідомлення|листа)))\s*:$/i,
  /^(?:пересылаемое сообщение|пересланное сообщение|пересилане повідомлення|переслане повідомлення):?$/i,
];

export const isForwardMarker = (line: string): boolean => {
  if (line.length > 300) return false;
  const bare = line.replace(/^[>\s*]+|[\s*]+$/g, '');
  return bare.length < 120 && FORWARD.some((mark) => mark.test(bare));
};

type Label = 'from' | 'date' | 'to' | 'subject';

const LABELS: readonly [Label, RegExp][] = [
  ['from', /^(?:from|от|від|від кого|от кого|отправитель|kimdan|yuboruvchi|von)$/i],
  [
    'date',
    /^(?:sent|date|отправлено|дата|надіслано|відправлено|yuborilgan|sana|yuborildi|gesendet|sent on)$/i,
  ],
  ['to', /^(?:to|cc|bcc|reply-to|кому|копия|копія|скрытая копия|прихована копія|kimga|nusxa|an)$/i],
  ['subject', /^(?:subject|тема|mavzu|betreff|importance|важность|важливість)$/i],
];

/** Which field of a copied header block a line is; Outlook writes these above what it quotes. */
export function headerLabel(line: string): Label | undefined {
  const match = /^[\s>*]*([\p{L}][\p{L} -]{0,24}?)\s?\*{0,2}\s?[:：]\*{0,2}(?:\s|$)/u.exec(
    line.slice(0, 200),
  );
  const word = match?.[1]?.trim();
  if (word === undefined) return undefined;
  return LABELS.find(([, pattern]) => pattern.test(word))?.[0];
}

const MONTH =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|квіт|тра|трав|чер|лип|сер|вер|жов|лис|гру|yan|fev|apr|iyun|iyul|avg|sen|okt|noy|dek';
const DATE = new RegExp(
  [
    '\\b\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}',
    '\\b\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}',
    `\\b\\d{1,2}(?:\\.|-е|-го|-?chi)?[\\s-]+(?:${MONTH})[\\p{L}]*`,
    `(?:^|[\\s,])(?:${MONTH})[\\p{L}]*\\.?\\s+\\d{1,2}\\b`,
  ].join('|'),
  'iu',
);
const TIME = /\b\d{1,2}[:.]\d{2}(?::\d{2})?\b/;
const ADDRESS =
  /[<[(](?:mailto:)?[^\s<>@[\]()]{1,80}@[^\s<>@[\]()]{1,120}[>\])]|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}/;
const VERB =
  /(?:wrote|writes|пишет|писал(?:\(а\)|а)?|написал(?:\(а\)|а)?|вы писали|пише|писав|писала|написав(?:\(-?ла\))?|написала|ви писали|yozdi|yozgan|yozadi|schrieb).{0,120}[:：]$/iu;

/** How sure a line is to introduce a quotation: an address and a date are enough, a verb needs `>` after it. */
export function attribution(line: string): 'sure' | 'likely' | undefined {
  const bare = line.replace(/^[>\s]+/, '').trim();
  if (bare.length < 8 || bare.length > 400 || !/[:：]$/.test(bare)) return undefined;
  const dated = DATE.test(bare);
  const addressed = ADDRESS.test(bare);
  const verb = VERB.test(bare);
  if (dated && addressed && (verb || TIME.test(bare) || /\d{4}/.test(bare))) return 'sure';
  if (verb && (addressed || dated)) return 'likely';
  return undefined;
}
