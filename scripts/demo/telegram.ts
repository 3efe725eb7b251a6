import { createTelegramSimulator } from '../../test/simulators/telegram/index.ts';
import type { DemoNetwork } from './network.ts';

export async function telegramNetwork(): Promise<DemoNetwork> {
  const network = await createTelegramSimulator();
  return {
    channel: 'telegram',
    account: {
      name: 'Telegram · Тихая гавань',
      settings: { token: network.token, mode: 'polling', apiRoot: network.url },
    },
    person(name, facts) {
      const [first = name, last] = name.split(' ');
      const user = network.user(name, {
        first_name: first,
        ...(last === undefined ? {} : { last_name: last }),
        language_code: facts.language,
      });
      return {
        address: String(user.id),
        async says(text) {
          user.says(text);
        },
        async sendsPicture(bytes, caption) {
          user.sendsFile('photo', { bytes, mime: 'image/png' }, { caption });
        },
        async sharesPhone(phone) {
          user.sends({ contact: { phone_number: phone, first_name: first, user_id: user.id } });
        },
        onAnswer(listener) {
          network.onSent((sent) => {
            if (sent.chat === user.id) listener(sent.text ?? '');
          });
        },
      };
    },
    close: () => network.close(),
  };
}
