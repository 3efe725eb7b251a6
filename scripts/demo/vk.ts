import { createVkSimulator } from '../../test/simulators/vk/index.ts';
import type { DemoNetwork } from './network.ts';

export async function vkNetwork(): Promise<DemoNetwork> {
  const network = await createVkSimulator();
  return {
    channel: 'vk',
    account: {
      name: 'VK · Тихая гавань',
      settings: { token: network.token, groupId: network.groupId, mode: 'longpoll', apiRoot: network.url },
    },
    person(name) {
      const person = network.person(name);
      return {
        address: String(person.id),
        joins: () => person.joins(),
        async says(text) {
          await person.says(text);
        },
        async sendsPicture(bytes, caption) {
          await person.sendsPhoto(bytes, caption);
        },
        onAnswer(listener) {
          network.onSent((message) => {
            if (message.peer_id === person.id) listener(message.text);
          });
        },
      };
    },
    close: () => network.close(),
  };
}
