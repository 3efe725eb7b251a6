import { describe, expect, test } from 'vitest';
import { findOwn, STRONG } from '../../src/contacts/evidence/find.ts';

/** Letters and messages as people of the market write them; none of these was made by the bench's generator. */
interface Case {
  name?: string;
  text: string;
  /** What is linked without asking. */
  own: string[];
}

const SIGNED: Record<string, Case> = {
  'a name and a number without any closing line': {
    name: 'Марина Ковалёва',
    text: 'Добрый день!\n\nПодскажите, есть ли доставка в Тюмень?\n\nМарина Ковалёва\n+7 922 471-08-36',
    own: ['+79224710836'],
  },
  'position, firm, office and mobile on one line': {
    name: 'Зайцев Артём Игоревич',
    text: 'Коллеги, прошу счёт.\n\n--\nС уважением,\nАртём Зайцев\nменеджер отдела снабжения\nООО «СтройИнвест»\n620014, г. Екатеринбург, ул. Малышева, 51, оф. 2304\nтел.: +7 (343) 287-55-40 (доб. 214), моб.: +7 (922) 105-44-73\na.zaytsev@stroyinvest.example | www.stroyinvest.example',
    own: ['+79221054473', 'a.zaytsev@stroyinvest.example'],
  },
  'requisites below a signature are none to call': {
    name: 'Елена Гусева',
    text: 'Здравствуйте, оплатим сегодня.\n\nС уважением, Елена Гусева\nИП Гусева Е. В.\nИНН 667890123456 ОГРНИП 318665800123456\nр/с 40802810916540001234\nсот. 8-912-607-33-15',
    own: ['+79126073315'],
  },
  'sent from a phone': {
    name: 'Olga Kim',
    text: 'Да, подходит\n\nОтправлено с iPhone',
    own: [],
  },
  'a firm number in the line of another person below': {
    name: 'Игорь Шаповал',
    text: 'Прошу связаться с моим коллегой по отгрузке:\nВиктор, 8 904 388-21-07\n\nС уважением,\nИгорь Шаповал\n+7 904 981 44 20',
    own: ['+79049814420'],
  },
  'Ukrainian, with messengers after the number': {
    name: 'Ірина Дорошенко',
    text: 'Вітаю! Цікавить опт.\n\nЗ повагою,\nІрина Дорошенко\n067 345 88 21 (Viber, Telegram)',
    own: ['+380673458821'],
  },
  'Ukrainian firm with landline and mobile': {
    name: 'Петро Гнатюк',
    text: 'Надсилаю реквізити.\n\nЗ найкращими побажаннями\nПетро Гнатюк\nкомерційний директор\nТОВ «АгроСвіт»\nЄДРПОУ 38475612\nтел. (044) 501-22-33\nмоб. (050) 312-77-09',
    own: ['+380503127709'],
  },
  'Uzbek, Latin': {
    name: 'Jahongir Usmonov',
    text: 'Assalomu alaykum, narxlarni yuborsangiz.\n\nHurmat bilan,\nJahongir Usmonov\n+998 (93) 504-17-72',
    own: ['+998935041772'],
  },
  'Uzbek, Cyrillic': {
    name: 'Нилуфар Каримова',
    text: 'Ассалому алайкум! Буюртма бермоқчиман.\n\nҲурмат билан,\nНилуфар Каримова\nтел: 94 612 30 45',
    own: ['+998946123045'],
  },
  'English with direct and mobile': {
    name: 'Hannah Price',
    text: 'Hi,\n\nPlease see attached.\n\nKind regards,\n\nHannah Price\nProcurement Lead, Northgate Ltd\nT: +44 20 7946 0958\nM: +44 7400 958112',
    own: ['+447400958112'],
  },
  'the signature of whom they answer stands below': {
    name: 'Анна Лобанова',
    text: 'Спасибо, получила.\n\nАнна Лобанова\n8 908 903 11 52\n\nср, 4 мар. 2026 г. в 11:20, Пётр Сидоров <p@firma.example>:\n> Отгрузили.\n> Пётр Сидоров\n> моб. 8 922 777 10 10',
    own: ['+79089031152'],
  },
  'an answer below an Outlook divider': {
    name: 'Роман Тихий',
    text: 'Ок.\n\nРоман Тихий\n+380 97 220 41 18\n\n________________________________\nВід: Склад <sklad@firma.example>\nНадіслано: 3 березня 2026 р.\nКому: Роман Тихий\n\nзв’язок: 0503334455',
    own: ['+380972204118'],
  },
  'a signature of somebody else than the sender': {
    name: 'Сергей Мальцев',
    text: 'Высылаю.\n\nС уважением,\nприёмная\nсекретарь Ольга Н.\n8 912 240 22 33',
    own: [],
  },
};

const SAID: Record<string, Case> = {
  'a number and a name in two lines': {
    name: 'Анжела',
    text: 'Анжела\n8 950 651 20 44',
    own: ['+79506512044'],
  },
  'to be called after a time': {
    text: 'можно мне перезвонить после 18? 8 961 778 44 02',
    own: ['+79617784402'],
  },
  'the number of the shop they called': { text: 'звоню вам на +7 343 288 12 12 никто не берет', own: [] },
  'the number of the shop they call, mobile': { text: 'набираю 8 922 100 20 30 а там автоответчик', own: [] },
  'a number of a delivery man': { text: 'Курьер Дмитрий 8 982 655 12 90 не отвечает', own: [] },
  'a guarantee card': { text: 'Серийный номер 89126543210, гарантия до мая', own: [] },
  'a son': { text: 'Запишите телефон сына, он встретит: 8 919 367 20 11', own: [] },
  'mine and my husband’s': {
    text: 'Мой 8 912 661 70 15, мужа 8 912 661 70 16',
    own: ['+79126617015'],
  },
  'duplicating to another mailbox': {
    text: 'продублируйте пожалуйста на nina.s@mail.example, рабочая почта глючит',
    own: ['nina.s@mail.example'],
  },
  'the address of a firm they ask about': { text: 'zakaz@fabrika.example это ваш адрес?', own: [] },
  'Ukrainian: a daughter': { text: 'Дзвоніть доньці 063 228 11 90, вона вдома', own: [] },
  'Ukrainian: mine': { text: 'мій вайбер 096 510 33 47', own: ['+380965103347'] },
  'Ukrainian: a waybill': { text: 'ТТН 20450812345678 де посилка?', own: [] },
  'Ukrainian: changed': {
    text: 'змінила номер, тепер 073 411 09 55',
    own: ['+380734110955'],
  },
  'Uzbek: mine': { text: 'nomerim 99 874 15 63, kechqurun telefon qiling', own: ['+998998741563'] },
  'Uzbek: a friend': { text: 'doʻstimning telefoni 90 322 18 77', own: [] },
  'Uzbek: a card': { text: 'kartam 8600 1234 5678 9012', own: [] },
  'English: mine': { text: 'best to reach me on +44 7911 223344', own: ['+447911223344'] },
  'English: a carrier': { text: 'The courier gave me 07911 223344 but it is off', own: [] },
  'not theirs any more': { text: 'не звоните на 8 905 800 11 22, это старый', own: [] },
  'an INN that looks like a mobile number': { text: 'наш ИНН 7903123456, КПП 770301001', own: [] },
  'a price list': { text: 'Артикулы: 9031234567, 9037654321 по 2 шт', own: [] },
  'a date and a time': { text: 'могу 12.03.2026 с 10:00 до 18:00', own: [] },
};

const given = ({ name, text }: Case): string[] =>
  findOwn({ text, name }).flatMap(({ value, confidence }) => (confidence >= STRONG ? [value] : []));

describe('below letters', () => {
  test.each(Object.entries(SIGNED))('%s', (_, one) => {
    expect(given(one)).toEqual(one.own);
  });
});

describe('in words', () => {
  test.each(Object.entries(SAID))('%s', (_, one) => {
    expect(given(one)).toEqual(one.own);
  });
});
