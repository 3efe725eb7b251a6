import { BOT_LANGUAGES, type FlowBody } from '../../api/protocol/flow.ts';
import { shopFaq } from './shop-faq.ts';
import { askName, askPhone, toPeople } from './steps.ts';
import { k, t } from './texts.ts';

/** A small shop: a menu, frequent questions, an order or a person. */
export const shop: FlowBody = {
  languages: [...BOT_LANGUAGES],
  greets: 'everyone',
  faq: shopFaq,
  steps: [
    {
      id: 'hello',
      kind: 'say',
      text: t(
        'Здравствуйте! Это {house}.',
        'Вітаємо! Це {house}.',
        'Assalomu alaykum! Bu {house}.',
        'Hello! This is {house}.',
      ),
    },
    {
      id: 'menu',
      kind: 'choice',
      attempts: 2,
      text: t(
        'Что вас интересует?',
        'Що вас цікавить?',
        'Sizni nima qiziqtiradi?',
        'What can we do for you?',
      ),
      again: t(
        'Выберите, пожалуйста, один из вариантов.',
        'Оберіть, будь ласка, один із варіантів.',
        'Iltimos, variantlardan birini tanlang.',
        'Please choose one of these.',
      ),
      options: [
        {
          id: 'order',
          label: t('Сделать заказ', 'Зробити замовлення', 'Buyurtma berish', 'Place an order'),
          keywords: k(
            'заказать, купить, оформить',
            'замовити, купити, оформити',
            'buyurtma, sotib olish',
            'order, buy',
          ),
          next: 'wish',
        },
        {
          id: 'question',
          label: t('Задать вопрос', 'Поставити запитання', 'Savol berish', 'Ask a question'),
          keywords: k('вопрос, спросить', 'запитання, питання, спитати', 'savol, so‘rash', 'question, ask'),
          next: 'questions',
        },
        {
          id: 'person',
          label: t('Позвать человека', 'Покликати людину', 'Odam bilan gaplashish', 'Talk to a person'),
          keywords: k(
            'человек, оператор, менеджер, сотрудник',
            'людина, оператор, менеджер, співробітник',
            'odam, operator, menejer, xodim',
            'person, operator, manager, human',
          ),
          next: 'clock',
        },
      ],
    },
    {
      id: 'questions',
      kind: 'questions',
      next: 'clock',
      text: t(
        'Спрашивайте: про доставку, оплату, часы работы, адрес, возврат.',
        'Запитуйте: про доставку, оплату, години роботи, адресу, повернення.',
        'So‘rang: yetkazib berish, to‘lov, ish vaqti, manzil, qaytarish haqida.',
        'Ask away: delivery, payment, opening hours, address, returns.',
      ),
    },
    {
      id: 'wish',
      kind: 'ask',
      ask: 'wish',
      attempts: 2,
      skip: false,
      skipKnown: false,
      text: t(
        'Что хотите заказать? Напишите название и количество.',
        'Що бажаєте замовити? Напишіть назву та кількість.',
        'Nima buyurtma qilmoqchisiz? Nomi va sonini yozing.',
        'What would you like to order? Write the name and the quantity.',
      ),
      again: {},
    },
    askName,
    askPhone,
    ...toPeople,
  ],
};
