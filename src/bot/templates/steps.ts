import type { AskStep, FlowStep } from '../../api/protocol/flow.ts';
import { t } from './texts.ts';

const asking = { kind: 'ask', attempts: 2, skip: true, skipKnown: true } as const;

export const askName: AskStep = {
  ...asking,
  id: 'name',
  ask: 'name',
  text: t('Как вас зовут?', 'Як вас звати?', 'Ismingiz nima?', 'What is your name?'),
  again: t(
    'Напишите, пожалуйста, только имя, например: Анна.',
    'Напишіть, будь ласка, лише ім’я, наприклад: Ганна.',
    'Iltimos, faqat ismingizni yozing, masalan: Anvar.',
    'Please write just your name, for example: Anna.',
  ),
};

export const askPhone: AskStep = {
  ...asking,
  id: 'phone',
  ask: 'phone',
  text: t(
    'По какому номеру телефона с вами связаться?',
    'За яким номером телефону з вами зв’язатися?',
    'Siz bilan qaysi telefon raqami orqali bog‘lansak bo‘ladi?',
    'What phone number can we reach you at?',
  ),
  again: t(
    'Не получилось прочитать номер. Напишите его полностью, например: +7 916 123-45-67.',
    'Не вдалося прочитати номер. Напишіть його повністю, наприклад: +380 67 123 45 67.',
    'Raqamni o‘qib bo‘lmadi. Uni to‘liq yozing, masalan: +998 90 123 45 67.',
    'That does not look like a phone number. Please write it in full, for example: +44 20 7946 0958.',
  ),
};

export const askWish: AskStep = {
  ...asking,
  id: 'wish',
  ask: 'wish',
  text: t(
    'Чем можем помочь? Опишите в двух словах.',
    'Чим можемо допомогти? Опишіть у двох словах.',
    'Sizga qanday yordam bera olamiz? Qisqacha yozing.',
    'How can we help? A few words are enough.',
  ),
  again: {},
};

/** To people, with words that fit the clock. */
export const toPeople: FlowStep[] = [
  { id: 'clock', kind: 'hours', open: 'soon', closed: 'later' },
  {
    id: 'soon',
    kind: 'handover',
    to: { kind: 'routing' },
    note: true,
    text: t(
      'Спасибо, {name}! Передаю коллеге, вам ответят здесь же в ближайшее время.',
      'Дякуємо, {name}! Передаю колезі, вам дадуть відповідь тут найближчим часом.',
      'Rahmat, {name}! Hamkasbimga topshiraman, tez orada shu yerning o‘zida javob berishadi.',
      'Thank you, {name}! I am passing this to a colleague, who will answer you right here shortly.',
    ),
  },
  {
    id: 'later',
    kind: 'handover',
    to: { kind: 'routing' },
    note: true,
    text: t(
      'Спасибо, {name}! Сейчас мы не работаем и ответим, как только откроемся: {opens}.',
      'Дякуємо, {name}! Зараз ми не працюємо й відповімо, щойно відкриємося: {opens}.',
      'Rahmat, {name}! Hozir ish vaqti emas, ochilishimiz bilan javob beramiz: {opens}.',
      'Thank you, {name}! We are closed now and will answer as soon as we open: {opens}.',
    ),
  },
];
