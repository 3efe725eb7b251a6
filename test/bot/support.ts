import type { Button } from '../../channels/message.ts';
import type { FlowBody, FlowView } from '../../src/api/protocol/bot.ts';
import type { MessageView } from '../../src/api/protocol.ts';
import type { TestHouse } from '../support/house.ts';
import { connectToy } from '../support/story.ts';

/** Publishes a flow and lets it speak at every hour. */
export async function letSpeak(
  house: TestHouse,
  body: FlowBody,
  more: Record<string, unknown> = {},
): Promise<FlowView> {
  const { client } = house.administrator;
  const made = await client.post('/bot/flows', { name: 'Flow', body });
  if (made.status !== 201) throw new Error(`The flow was refused: ${JSON.stringify(made.body)}`);
  const flow = (await client.post(`/bot/flows/${made.body.id}/publish`)).body as FlowView;
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  const set = await client.put('/bot/setting', { enabled: true, flow: flow.id, hours: always, ...more });
  if (set.status !== 200) throw new Error(`The setting was refused: ${JSON.stringify(set.body)}`);
  return flow;
}

export interface Messenger {
  account: string;
  /** A person writes; resolves when the message is in its conversation. */
  writes(person: string, text: string, more?: Record<string, unknown>): Promise<void>;
  /** What the network holds of ours for this person, in order. */
  heard(person: string): { text: string; buttons: Button[] }[];
  /** Resolves with everything heard once it is so many. */
  hears(person: string, count: number): Promise<{ text: string; buttons: Button[] }[]>;
}

let numbers = 0;

/** The toy network as a messenger on which people talk to the bot. */
export async function messenger(house: TestHouse): Promise<Messenger> {
  const account = await connectToy(house);
  const { network } = house.toy;
  const heard: Messenger['heard'] = (person) =>
    network.taken
      .filter(({ chat }) => chat === `chat-${person}`)
      .map(({ text, body }) => ({ text, buttons: ((body.buttons ?? []) as Button[][]).flat() }));
  return {
    account,
    heard,
    async writes(person, text, more = {}) {
      numbers += 1;
      network.push({
        type: 'message',
        id: `b${numbers}`,
        chat: `chat-${person}`,
        at: house.house.clock.now(),
        from: { id: person, name: `nick-${person}` },
        text,
        ...more,
      });
      await network.confirmed();
      await house.doors.ingest.idle();
    },
    async hears(person, count) {
      while (heard(person).length < count) await new Promise((done) => setTimeout(done, 10));
      return heard(person);
    },
  };
}

/** The conversation of a person of the toy network, as the administrator sees it. */
export async function conversationOf(house: TestHouse, person: string) {
  const { client } = house.administrator;
  const { body } = await client.get('/conversations?status=any&limit=100');
  const row = body.items.find((item: { routes: { address: string }[] }) =>
    item.routes.some(({ address }) => address === person),
  );
  if (row === undefined) throw new Error(`${person} has no conversation.`);
  return row;
}

/** Everything said in a conversation, oldest first. */
export async function threadOf(house: TestHouse, conversation: string): Promise<MessageView[]> {
  const { body } = await house.administrator.client.get(
    `/conversations/${conversation}/messages?after=0&limit=200`,
  );
  return body.items;
}
