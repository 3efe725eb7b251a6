import { keepSuggestion, pairId } from '../../src/store/suggestions.ts';
import type { Client } from '../support/client.ts';
import type { TestHouse } from '../support/house.ts';
import { clientWrites, filesSettled } from '../support/story.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Parameters of one object of each kind that doors serve. */
export type Things = Record<string, Record<string, string>>;

/** One object of every kind, of a conversation that this colleague has; `mark` is in all their words. */
export async function makeThings(
  house: TestHouse,
  owner: { client: Client; id: string },
  mark: string,
): Promise<Things> {
  const { client } = owner;
  const boss = house.administrator.client;
  const give = (conversation: string) => boss.patch(`/conversations/${conversation}`, { assignee: owner.id });
  const files = [{ name: `${mark}.png`, mime: 'image/png', bytes: PNG }];
  const talk = await clientWrites(house, { id: `${mark}1`, name: `${mark} Petrov` }, `${mark} writes`, files);
  await give(talk.conversation.id);
  const message = await filesSettled(house, talk.message.id);
  const contact = talk.conversation.contact.id;
  const address = await must(
    client.post(`/contacts/${contact}/identities`, { kind: 'email', value: `${mark}@example.org` }),
  );
  const identity = (address.identities as { id: string; kind: string }[]).find(
    ({ kind }) => kind === 'email',
  );
  const number = `+7916${String(Date.now()).slice(-7)}`;
  await must(client.post(`/contacts/${contact}/identities`, { kind: 'phone', value: number }));
  const call = await must(
    boss.post('/calls', { call: mark, event: 'missed', direction: 'in', from: number, to: '100' }),
  );
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  const task = await must(client.post(`/contacts/${contact}/tasks`, { title: `${mark} task`, dueAt }));
  const sent = await must(
    client.post(`/conversations/${talk.conversation.id}/messages`, {
      clientId: `${mark}-sent`,
      text: `${mark} answers`,
    }),
  );
  const twin = await clientWrites(house, { id: `${mark}2`, name: `${mark} Twin` }, `${mark} also writes`);
  await give(twin.conversation.id);
  const merge = await must(client.post(`/contacts/${contact}/merge`, { from: twin.conversation.contact.id }));
  const double = await clientWrites(house, { id: `${mark}3`, name: `${mark} Double` }, `${mark} perhaps`);
  await give(double.conversation.id);
  const pair: [string, string] = [contact, double.conversation.contact.id];
  await keepSuggestion(house.house.store.suggestions, pair, { kind: 'typed', value: mark }, 0.7, new Date());
  const upload = new FormData();
  upload.append('file', new Blob([PNG], { type: 'image/png' }), `${mark}.png`);
  const uploaded = await must(client.ask('POST', '/files', upload));
  const token = await must(client.post('/tokens', { name: mark }));
  const reply = await must(client.post('/canned-replies', { shortcut: mark, title: mark, text: mark }));
  return {
    conversation: { id: talk.conversation.id },
    message: { id: message.id, file: message.attachments[0]?.id ?? '' },
    sent: { id: sent.id },
    contact: { id: contact, identity: identity?.id ?? '' },
    call: { id: call.id },
    task: { id: task.id },
    merge: { id: merge.id },
    suggestion: { id: pairId(...pair) },
    file: { id: uploaded.items[0].id },
    token: { id: token.item.id },
    'canned-reply': { id: reply.id },
  };
}

async function must(asked: ReturnType<Client['get']>) {
  const answer = await asked;
  if (answer.status < 300) return answer.body;
  throw new Error(`The house refused a fixture: ${answer.status} ${JSON.stringify(answer.body)}`);
}
