/** Telegram updates of many people, every person's own in order. */
export interface BenchUpdate {
  body: Buffer;
  /** Which person, from 0. */
  person: number;
  /** Which message of the person, from 0. */
  nth: number;
}

const WORDS =
  'здравствуйте подскажите пожалуйста сколько стоит доставка заказа номер когда приедет курьер'.split(' ');

/** `count` updates of `people` in an order that mixes them; `from` continues an earlier series of the same people. */
export function benchUpdates(count: number, people: number, from = 0): BenchUpdate[] {
  return Array.from({ length: count }, (_, at) => {
    const person = at % people;
    const nth = Math.floor(at / people) + Math.floor(from / people);
    return { body: Buffer.from(JSON.stringify(update(from + at + 1, person, nth))), person, nth };
  });
}

/** What the message of an update says; the number at its end tells the order. */
export const textOf = (person: number, nth: number): string =>
  `${WORDS.slice(person % 5, (person % 5) + 6).join(' ')} ${person}/${nth}`;

function update(id: number, person: number, nth: number): object {
  const user = { id: 1000 + person, first_name: 'Клиент', last_name: `${person}`, language_code: 'ru' };
  const chat = { id: user.id, type: 'private', first_name: user.first_name, last_name: user.last_name };
  const date = Math.floor(Date.now() / 1000);
  const from = { is_bot: false, ...user };
  return { update_id: id, message: { message_id: nth + 1, from, chat, date, text: textOf(person, nth) } };
}
