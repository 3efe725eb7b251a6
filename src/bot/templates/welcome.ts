import { BOT_LANGUAGES, type FlowBody } from '../../api/protocol/flow.ts';
import { askName, askPhone, askWish, toPeople } from './steps.ts';
import { t } from './texts.ts';

/** Greets whoever writes for the first time and asks for name, phone and wish. */
export const welcome: FlowBody = {
  languages: [...BOT_LANGUAGES],
  greets: 'new',
  faq: [],
  steps: [
    {
      id: 'hello',
      kind: 'say',
      text: t(
        'Здравствуйте! Это {house}. Мы получили ваше сообщение. Пара вопросов, чтобы ответить быстрее.',
        'Вітаємо! Це {house}. Ми отримали ваше повідомлення. Кілька запитань, щоб відповісти швидше.',
        'Assalomu alaykum! Bu {house}. Xabaringizni oldik. Tezroq javob berishimiz uchun bir-ikki savol.',
        'Hello! This is {house}. We have got your message. A couple of questions so that we can answer faster.',
      ),
    },
    askName,
    askPhone,
    askWish,
    ...toPeople,
  ],
};
