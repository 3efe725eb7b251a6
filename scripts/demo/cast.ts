import type { PersonFacts } from './network.ts';

/** One customer: how they come in, and what they say to each answer, in order. */
export interface Part extends PersonFacts {
  name: string;
  channel: string;
  opening: string[];
  replies: string[];
  /** Sends a picture with the last line of the opening. */
  picture?: boolean;
}

/** Customers of a small river-boat company; invented, in the four languages of the market. */
export const CAST: Part[] = [
  {
    name: 'Олена Ковальчук',
    channel: 'viber',
    language: 'uk',
    phone: '+380671112233',
    opening: ['Добрий день! Чи є місця на катер 28 листопада?', 'Нас четверо, одна дитина 6 років 🚤'],
    replies: [
      'Чудово, беремо! Де можна оплатити?',
      'Оплатила. Дякую за швидку відповідь!',
      'До зустрічі на причалі 🙂',
    ],
  },
  {
    name: 'Игорь Петров',
    channel: 'telegram',
    language: 'ru',
    phone: '+79123456789',
    opening: ['Здравствуйте! Нужен теплоход на корпоратив, 40 человек.', 'Когда можно посмотреть?'],
    replies: ['Удобно в четверг после 15:00', 'Мой номер 8 912 345-67-89, Игорь', 'Спасибо, тогда ждём счёт'],
  },
  {
    name: 'Азиз Каримов',
    channel: 'telegram',
    language: 'uz',
    phone: '+998901234567',
    opening: ['Assalomu alaykum! Shanba kuni qayiq ijaraga olsa bo‘ladimi?'],
    replies: ['Narxi qancha?', 'Yaxshi, 6 kishi bo‘lamiz', 'Rahmat, kelishdik!'],
  },
  {
    name: 'Мария Соколова',
    channel: 'vk',
    language: 'ru',
    opening: ['Добрый день, а свадьбы на воде проводите?', 'Видела у вас фото в группе, очень красиво'],
    replies: ['Гостей будет около 25', 'Июль, точную дату ещё выбираем', 'Хорошо, подумаем и напишем!'],
  },
  {
    name: 'John Miller',
    channel: 'email',
    language: 'en',
    email: 'john.miller@client.example',
    opening: [
      'Hello,\n\nwe are a group of eight visiting in June. Do you offer a guided evening tour in English, and how long does it take?\n\nBest regards,\nJohn Miller',
    ],
    replies: [
      'Thank you for the quick answer. Two hours sounds perfect. Could you send the price list?',
      'Great, please book us for the 14th.\n\nJohn',
    ],
  },
  {
    name: 'Бухгалтерия ООО «Чайка»',
    channel: 'email',
    language: 'ru',
    email: 'buh@chayka.example',
    opening: [
      'Здравствуйте!\n\nПросим прислать акт сверки за III квартал до пятницы.\n\nС уважением,\nСветлана, главный бухгалтер\n+7 495 123-45-67',
    ],
    replies: ['Получили, спасибо. Подпишем и отправим скан.'],
  },
  {
    name: 'Андрій Шевченко',
    channel: 'telegram',
    language: 'uk',
    opening: ['Вітаю! На борту пошкоджено сидіння, надсилаю фото'],
    picture: true,
    replies: ['Дякую, що відреагували', 'Так, влаштовує'],
  },
  {
    name: 'Дильноза',
    channel: 'telegram',
    language: 'uz',
    opening: ['Salom! Bolalar uchun chegirma bormi?'],
    replies: ['Rahmat, ertaga boramiz'],
  },
  {
    name: 'Сергей Волков',
    channel: 'vk',
    language: 'ru',
    opening: ['Можно перенести бронь №118 на воскресенье?'],
    replies: ['На 12:00 подойдёт', 'Супер, спасибо!'],
  },
  {
    name: 'Наталія',
    channel: 'viber',
    language: 'uk',
    opening: ['Підкажіть, будь ласка, чи можна з собакою?'],
    replies: ['Він маленький, 5 кг', 'Дуже дякую!'],
  },
  {
    name: 'Emma Schmidt',
    channel: 'email',
    language: 'en',
    email: 'emma@reisen.example',
    opening: ['Hi there, is there parking near the pier? We arrive by bus with 30 people.\n\nEmma'],
    replies: ['Wonderful, thanks! That helps a lot.'],
  },
  {
    name: 'Тимур',
    channel: 'telegram',
    language: 'ru',
    opening: ['привет', 'сколько стоит час?', 'на завтра'],
    replies: ['ого, дороговато', 'а на два часа скидка будет?', 'ок, давайте'],
  },
  {
    name: 'Ольга Иванова',
    channel: 'vk',
    language: 'ru',
    opening: ['Здравствуйте, забыла на катере зонт, вчера вечером. Не находили?'],
    replies: ['Да, синий!', 'Ура, заеду завтра'],
  },
  {
    name: 'Jasur Rahimov',
    channel: 'telegram',
    language: 'uz',
    phone: '+998935556677',
    opening: ['Tug‘ilgan kun uchun kema kerak, 15 kishi, 5-dekabr'],
    replies: ['Ha, ovqat ham kerak', 'Telefonim +998 93 555 66 77', 'Kutaman'],
  },
];
