import { createViberSimulator } from '../../test/simulators/viber/index.ts';
import type { DemoNetwork } from './network.ts';

export async function viberNetwork(): Promise<DemoNetwork> {
  const network = await createViberSimulator();
  return {
    channel: 'viber',
    account: {
      name: 'Viber · Тиха Гавань',
      settings: { token: network.token, apiRoot: network.url },
    },
    person(name, facts) {
      const person = network.person(name, { language: facts.language });
      return {
        address: person.id,
        joins: () => person.joins(),
        says: (text) => person.says(text),
        sendsPicture: (bytes, caption) =>
          person.sends({ type: 'picture', bytes, name: 'photo.png', mime: 'image/png', text: caption }),
        sharesPhone: (phone) => person.sharesContact({ name, phone_number: phone }),
        onAnswer(listener) {
          network.onSent((sent) => {
            if (sent.receiver !== person.id) return;
            listener(String(sent.message.text ?? ''));
            setTimeout(() => void person.reads(sent.token), 4000);
          });
        },
      };
    },
    close: () => network.close(),
  };
}
