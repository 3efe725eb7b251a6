import type { Tongue } from './customers.ts';

/** What people of the boat company say to each other: each line is `them` or `us`, in turn, beginning with them. */
export type Talk = readonly string[];

/** First talks: somebody asks, and it goes well, or not. */
export const TALKS: Readonly<Record<Tongue, readonly Talk[]>> = {
  ru: [
    [
      'Здравствуйте! Сколько стоит аренда катера на 2 часа?',
      'Добрый день! Катер до 8 человек — 9 000 ₽ за два часа, капитан включён.',
      'А в субботу вечером есть свободное время?',
      'В субботу свободно с 18:00. Забронировать?',
      'Да, давайте. Как оплатить?',
      'Отправила ссылку на оплату, бронь держим до завтра.',
      'Оплатили, спасибо!',
    ],
    [
      'Добрый день! Интересует теплоход на свадьбу, 40 гостей, август.',
      'Здравствуйте! Поздравляем! На какую дату смотрите?',
      '16 или 23 августа, ещё выбираем',
      'Обе даты пока свободны. Могу показать теплоход в четверг после 15:00.',
      'Отлично, в четверг приедем',
    ],
    [
      'Можно ли на прогулку с коляской?',
      'Да, на борт есть пологий трап, коляску оставим на палубе.',
      'Спасибо!',
    ],
    [
      'здравствуйте, хочу вернуть деньги за отменённую прогулку 12 числа',
      'Добрый день! Пришлите, пожалуйста, номер брони.',
      '№ 2041',
      'Нашли, возврат оформлен, придёт за 3 рабочих дня.',
      'Хорошо, жду',
    ],
    [
      'Сколько будет корпоратив на 60 человек?',
      'Теплоход «Ласточка», 4 часа с банкетом — от 240 000 ₽. Прислать смету?',
      'Да, на почту, пожалуйста',
      'Отправил. Готов ответить на вопросы.',
      'Дороговато для нас, спасибо, пока нет',
    ],
  ],
  uk: [
    [
      'Добрий день! Скільки коштує прогулянка катером для двох?',
      'Вітаємо! Година для двох — 1 800 ₴, з капітаном і пледами.',
      'А ввечері, на заході сонця?',
      'Так, о 19:30. Бронюємо на п’ятницю?',
      'Так, будь ласка!',
      'Готово, чекаємо вас на третьому причалі.',
    ],
    [
      'Чи є місця на суботу?',
      'Є о 12:00 і о 16:00.',
      'Беремо о 16:00, нас п’ятеро',
      'Записали, до зустрічі!',
    ],
    ['Скажіть, чи можна з собакою?', 'Маленьких песиків дуже любимо 🙂', 'Дякую!'],
    ['Скільки коштує катер на день?', 'Від 12 000 ₴ за 8 годин.', 'Знайшли дешевше в іншій компанії, дякую'],
  ],
  uz: [
    [
      'Assalomu alaykum! Qayiq ijarasi qancha turadi?',
      'Vaalaykum assalom! Bir soati 600 000 soʻm, 6 kishigacha.',
      'Yakshanba kuni boʻsh vaqt bormi?',
      'Ha, soat 11:00 va 15:00 da. Qaysi biri qulay?',
      '15:00 boʻlsin, 5 kishimiz',
      'Yozib qoʻydik. Telefoningizni yuboring, iltimos.',
      'Mana, rahmat!',
    ],
    ['Bolalarga chegirma bormi?', '7 yoshgacha bepul, 12 yoshgacha yarim narx.', 'Rahmat, ertaga boramiz'],
    [
      'Tugʻilgan kunga kema kerak, 20 kishi',
      'Tabriklaymiz! 3 soat ovqat bilan 9 000 000 soʻm.',
      'Oʻylab koʻramiz',
    ],
  ],
  en: [
    [
      'Hello, do you have an evening tour in English for eight people in June?',
      'Good afternoon! Yes, every Friday at 19:00, two hours, €35 each.',
      'Great, please book us for the 14th.',
      'Booked. You will get the tickets by email.',
      'Thank you!',
    ],
    ['Is there parking near the pier?', 'Yes, free for our guests, 80 m from pier 3.', 'Perfect, thanks.'],
    [
      'How much is a private boat for 4 hours?',
      'From €420 with the captain.',
      'That is over our budget, sorry.',
    ],
  ],
};

/** What people ask who still wait. */
export const QUESTIONS: Readonly<Record<Tongue, readonly string[]>> = {
  ru: [
    'Подскажите, завтра прогулки будут, если дождь?',
    'Можно перенести бронь на воскресенье?',
    'Мы оплатили, но билеты не пришли',
    'Есть ли скидка для пенсионеров?',
    'А детские жилеты у вас есть?',
  ],
  uk: ['Чи можна перенести бронювання?', 'Квитки не прийшли, допоможіть', 'Чи є знижка для школярів?'],
  uz: ['Bronni boshqa kunga koʻchirsa boʻladimi?', 'Chipta kelmadi, yordam bering', 'Joy bormi ertaga?'],
  en: ['We paid but got no tickets, could you check?', 'Can we bring our own food on board?'],
};

/** When somebody comes back. */
export const RETURNS: Readonly<Record<Tongue, Talk>> = {
  ru: [
    'Снова мы! Хотим ещё раз, на этот раз на 3 часа',
    'Рады видеть! Записала вас на воскресенье, 14:00.',
    'Супер, спасибо',
  ],
  uk: ['Це знову ми, хочемо повторити!', 'Чудово! Субота, 17:00, підійде?', 'Так, дякуємо'],
  uz: ['Yana kelmoqchimiz!', 'Xursandmiz! Shanba kuni 16:00, maylimi?', 'Ha, rahmat'],
  en: ['We would love to come again with friends.', 'Wonderful! Saturday at 17:00?', 'Yes please.'],
};

/** What the bot says to those who come at night. */
export const NIGHT: Readonly<Record<Tongue, string>> = {
  ru: 'Здравствуйте! Сейчас мы спим, но всё записали. Ответим утром с 9:00.',
  uk: 'Вітаємо! Зараз ніч, але ми все записали. Відповімо зранку з 9:00.',
  uz: 'Assalomu alaykum! Hozir tun, lekin hammasini yozib oldik. Ertalab 9:00 dan javob beramiz.',
  en: 'Hello! We are asleep now, but everything is noted. We answer from 9:00.',
};

/** Our last word while something is still to be done. */
export const WELCOME: Readonly<Record<Tongue, string>> = {
  ru: 'Всегда рады! Напишу вам накануне.',
  uk: 'Завжди раді! Напишу вам напередодні.',
  uz: 'Doim xursandmiz! Bir kun oldin yozaman.',
  en: 'You are welcome! I will write the day before.',
};
