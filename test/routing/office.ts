import type { RoutingSetting, TimelineEntryView } from '../../src/api/protocol.ts';
import { appendMessage } from '../../src/conversations/append.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { type Actor, type House, SYSTEM } from '../../src/house.ts';
import { newId } from '../../src/ids.ts';
import { routeStep } from '../../src/routing/step.ts';
import { changeSetting } from '../../src/settings.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import type { UserDoc } from '../../src/store/users.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { changePerson } from '../../src/users/people.ts';
import { actorOf } from '../../src/users/present.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

export const MINUTE = 60_000;

/** A house with colleagues and a clock that stands still until it is told. */
export interface Office {
  core: CoreHouse;
  house: House;
  now(): number;
  pass(ms: number): void;
  route(setting?: Partial<RoutingSetting>): Promise<void>;
  /** Steps until nothing changes any more. */
  step(): Promise<void>;
  hire(name: string, more?: Partial<UserDoc>): Promise<Actor & { id: string }>;
  change(person: { id: string }, change: Parameters<typeof changePerson>[2]): Promise<void>;
  writes(person: string, text?: string): Promise<void>;
  answers(actor: Actor, person: string): Promise<void>;
  close(person: string): Promise<void>;
  row(person: string): Promise<ConversationDoc>;
  rows(): Promise<ConversationDoc[]>;
  /** What the timeline tells of assignments, the oldest first. */
  story(person: string): Promise<TimelineEntryView[]>;
  shut(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  let now = 1_790_000_000_000;
  let letters = 0;
  const core = await coreHouse({ clock: { now: () => now } });
  const { house } = core;

  const office: Office = {
    core,
    house,
    now: () => now,
    pass(ms) {
      now += ms;
    },
    async route(setting = {}) {
      await changeSetting(house, 'routing', { enabled: true, ...setting });
    },
    async step() {
      for (let steps = 0; steps < 20; steps += 1) if ((await routeStep(house)).moved === 0) return;
    },
    async hire(name, more = {}) {
      const user: UserDoc = {
        _id: newId(),
        rev: 1,
        name,
        email: `${name.toLowerCase()}@house.test`,
        passwordHash: '-',
        role: 'operator',
        teams: [],
        shift: 'on',
        disabled: false,
        createdAt: new Date(now),
        ...more,
      };
      await house.store.users.insertMany([user]);
      return { ...actorOf(user), id: user._id };
    },
    async change(person, change) {
      await changePerson(house, person.id, change);
    },
    async writes(person, text = 'Hello') {
      now += 1000;
      letters += 1;
      await core.bring(says(person, `${letters}`, text, { at: now }));
    },
    async answers(actor, person) {
      now += 1000;
      const { _id } = await office.row(person);
      await appendMessage(house, {
        conversationId: _id,
        direction: 'out',
        kind: 'message',
        content: { text: { text: 'Yes?', spans: [] }, attachments: [], cards: [] },
        accountId: null,
        channel: null,
        chat: null,
        author: { kind: 'user', id: actor.id ?? '', name: actor.name },
        sentAt: new Date(now),
        receivedAt: new Date(now),
        reactions: [],
      });
    },
    async close(person) {
      now += 1000;
      await changeConversation(house, SYSTEM, (await office.row(person))._id, { status: 'closed' });
    },
    async row(person) {
      const row = await house.store.conversations
        .findOne({ contactName: `Person ${person}` })
        .lean<ConversationDoc>();
      if (!row) throw new Error(`Nobody called ${person} has written.`);
      return row;
    },
    rows: () => house.store.conversations.find().sort({ _id: 1 }).lean<ConversationDoc[]>(),
    async story(person) {
      const { contactId } = await office.row(person);
      const { items } = await listTimeline(house, contactId, { limit: 100, kinds: ['assignment'] });
      return items.reverse();
    },
    shut: () => core.close(),
  };
  return office;
}
