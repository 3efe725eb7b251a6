import { expect, test } from 'vitest';
import { accountId } from '../../channels/ids.ts';
import { type Heard, listen } from '../../src/contacts/listen.ts';
import type { House } from '../../src/house.ts';
import { says } from '../support/core-house.ts';
import { createToy } from '../support/toy-channel.ts';

/** A house whose store may not be asked anything. */
const mute = {
  store: new Proxy(
    {},
    {
      get(_, name) {
        throw new Error(`${String(name)} was asked.`);
      },
    },
  ),
} as unknown as House;

const { codec } = createToy().channel;

function heard(text: string): Heard {
  const [event] = codec.decode(says('anna', '1', text), { id: accountId('toy') });
  if (event?.kind !== 'message') throw new Error('This is not a message.');
  const person = { contactId: 'contact', conversationId: 'conversation' };
  return { person, event, message: { id: 'message', seq: 1 }, key: 'key', at: new Date() };
}

test.each([
  'Здравствуйте, когда приедет курьер?',
  'Заказ 4512, второй подъезд, этаж 3',
  'Буду 12.03 в 10:30, размер 48/50',
  'заказ 89123456789 где?',
  'ТТН 20450812345678',
])('a message in which nobody gives an address asks the store nothing: %s', async (text) => {
  await expect(listen(mute, heard(text))).resolves.toBeUndefined();
});

test('one in which somebody does, asks it', async () => {
  await expect(listen(mute, heard('мой номер 8 912 345-67-89'))).rejects.toThrow('was asked');
});
