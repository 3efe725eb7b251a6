import { BOT_LANGUAGES, type FlowBody } from '../../api/protocol/flow.ts';
import { askPhone, askWish } from './steps.ts';
import { t } from './texts.ts';

/** Silent while people work; outside the hours it takes the wish and says when they are back. */
export const afterHours: FlowBody = {
  languages: [...BOT_LANGUAGES],
  greets: 'everyone',
  faq: [],
  steps: [
    { id: 'clock', kind: 'hours', open: 'people', closed: 'closed' },
    { id: 'people', kind: 'handover', to: { kind: 'routing' }, note: false, text: {} },
    {
      id: 'closed',
      kind: 'say',
      text: t(
        'Здравствуйте! Это {house}. Сейчас мы не работаем, откроемся: {opens}. Оставьте вопрос, и мы ответим первым делом.',
        'Вітаємо! Це {house}. Зараз ми не працюємо, відкриємося: {opens}. Залиште запитання, і ми відповімо насамперед.',
        'Assalomu alaykum! Bu {house}. Hozir ish vaqti emas, ochilamiz: {opens}. Savolingizni qoldiring, birinchi navbatda javob beramiz.',
        'Hello! This is {house}. We are closed now and open again: {opens}. Leave your question and we will answer it first thing.',
      ),
    },
    askWish,
    askPhone,
    {
      id: 'thanks',
      kind: 'handover',
      to: { kind: 'routing' },
      note: true,
      text: t(
        'Спасибо, всё записали. До связи!',
        'Дякуємо, усе записали. До зв’язку!',
        'Rahmat, hammasini yozib oldik. Aloqada bo‘lamiz!',
        'Thank you, it is all written down. Talk to you soon!',
      ),
    },
  ],
};
