/** Words of shops and their customers in the languages of the house. */
export const WORDS =
  'здравствуйте подскажите пожалуйста сколько стоит доставка заказа номер когда приедет курьер оплата картой наличными возврат товара размер цвет магазин адрес завтра сегодня вечером спасибо ждём добрий день замовлення доставки квитанція оплатити повернення розмір колір дякую чекаємо коли буде відправка assalomu buyurtma yetkazib berish narxi qancha rahmat hello order delivery price invoice size thanks tomorrow'.split(
    ' ',
  );
const FIRST =
  'Ольга Иван Мария Сергей Анна Дмитрий Оксана Тарас Олена Андрій Дилноза Рустам Азиз Olga Peter'.split(' ');
const LAST = 'Иванова Петров Шевченко Коваленко Каримов Юсупова Smirnova Бондаренко Кузнецов Ткачук'.split(
  ' ',
);

export const nameOf = (nth: number): string =>
  `${FIRST[nth % FIRST.length]} ${LAST[Math.floor(nth / FIRST.length) % LAST.length]} ${nth}`;

/** A sentence that no other number has, of eight to fifteen words. */
export function textOf(number: number): string {
  let state = (number * 2_654_435_761) >>> 0;
  const words: string[] = [];
  for (let at = 0; at < 8 + (number % 8); at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words.push(WORDS[state % WORDS.length] ?? '');
  }
  return `${words.join(' ')} ${number}`;
}
