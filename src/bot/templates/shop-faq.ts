import type { FaqEntry } from '../../api/protocol/flow.ts';
import { k, t } from './texts.ts';

/** What customers of a small shop ask most; the owner writes his own facts into the answers. */
export const shopFaq: FaqEntry[] = [
  {
    id: 'delivery',
    keywords: k(
      'доставка, доставить, доставляете, привезти, привезёте, курьер, самовывоз',
      'доставка, доставити, доставляєте, привезти, кур’єр, самовивіз, нова пошта',
      'yetkazib berish, yetkazish, yetkazasizlar, dostavka, kuryer, доставка, етказиб',
      'delivery, deliver, shipping, courier, pickup',
    ),
    answer: t(
      'Доставляем по городу за 1–2 дня, в другие города — за 3–7 дней. Самовывоз бесплатный.',
      'Доставляємо містом за 1–2 дні, в інші міста — за 3–7 днів. Самовивіз безкоштовний.',
      'Shahar bo‘ylab 1–2 kunda, boshqa shaharlarga 3–7 kunda yetkazamiz. O‘zingiz olib ketsangiz, bepul.',
      'We deliver in town within 1–2 days and to other cities within 3–7 days. Pickup is free.',
    ),
  },
  {
    id: 'payment',
    keywords: k(
      'оплата, оплатить, платить, карта, наличные, рассрочка, перевод',
      'оплата, оплатити, платити, картка, готівка, розстрочка, переказ',
      'to‘lov, to‘lash, karta, naqd, bo‘lib to‘lash, payme, click, тулов',
      'payment, pay, card, cash, installment',
    ),
    answer: t(
      'Оплатить можно картой, переводом или наличными при получении.',
      'Оплатити можна карткою, переказом або готівкою при отриманні.',
      'Karta, pul o‘tkazmasi yoki olayotganda naqd to‘lash mumkin.',
      'You can pay by card, by transfer or in cash on receipt.',
    ),
  },
  {
    id: 'opening',
    keywords: k(
      'режим работы, график работы, часы работы, работаете, во сколько, до скольки, открыты, выходной',
      'режим роботи, графік роботи, години роботи, працюєте, о котрій, до котрої, відчинено, вихідний',
      'ish vaqti, soat nechada, ishlaysizlar, ochiq, dam olish kuni, иш вақти',
      'opening hours, working hours, open, closed, what time',
    ),
    answer: t(
      'Мы работаем по будням с 9:00 до 18:00.',
      'Ми працюємо у будні з 9:00 до 18:00.',
      'Ish kunlari soat 9:00 dan 18:00 gacha ishlaymiz.',
      'We are open on weekdays from 9 am to 6 pm.',
    ),
  },
  {
    id: 'address',
    keywords: k(
      'адрес, где вы находитесь, находитесь, как доехать, как добраться, шоурум',
      'адреса, де ви знаходитесь, знаходитесь, як доїхати, як дістатися, шоурум',
      'manzil, qayerda joylashgan, qayerdasizlar, qanday borsa, манзил',
      'address, where are you, located, location, directions',
    ),
    answer: t(
      'Наш адрес: напишите его здесь. Есть парковка.',
      'Наша адреса: напишіть її тут. Є парковка.',
      'Manzilimiz: uni shu yerga yozing. Avtoturargoh bor.',
      'Our address: write it here. There is parking.',
    ),
  },
  {
    id: 'returns',
    keywords: k(
      'возврат, вернуть, обмен, обменять, гарантия, брак',
      'повернення, повернути, обмін, обміняти, гарантія, брак',
      'qaytarish, almashtirish, kafolat, nuqson, возврат',
      'return, refund, exchange, warranty, guarantee',
    ),
    answer: t(
      'Вернуть или обменять товар можно в течение 14 дней, если сохранились упаковка и чек.',
      'Повернути або обміняти товар можна протягом 14 днів, якщо збереглися упаковка та чек.',
      'Qadog‘i va cheki saqlangan mahsulotni 14 kun ichida qaytarish yoki almashtirish mumkin.',
      'You can return or exchange goods within 14 days with packaging and receipt.',
    ),
  },
];
