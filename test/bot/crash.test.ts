import { afterAll, beforeAll, expect, test } from 'vitest';
import { consider } from '../../src/bot/consider.ts';
import { createBot } from '../../src/bot/engine.ts';
import { createFlow, publishFlow } from '../../src/bot/flows.ts';
import { readSpeaker, type Speaker } from '../../src/bot/speaker.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';
import type { Actor } from '../../src/house.ts';
import { changeSetting } from '../../src/settings.ts';
import { botStateOf } from '../../src/store/bot-states.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { messagesAfter } from '../../src/store/messages.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { crashAfter } from '../support/crashing-store.ts';

const anna: Actor = { kind: 'user', id: 'u1', name: 'Anna', role: 'manager', teams: [] };
let core: CoreHouse;
let speaker: Speaker;

beforeAll(async () => {
  core = await coreHouse();
  const { id } = await createFlow(core.house, anna, { name: 'Welcome', body: welcome });
  await publishFlow(core.house, id, undefined);
  await changeSetting(core.house, 'bot', { enabled: true, flow: id, zone: 'UTC' });
  const read = await readSpeaker(core.house, new Map());
  if (read === null) throw new Error('The bot has nothing to say.');
  speaker = read;
});
afterAll(() => core.close());

let numbers = 0;
let people = 0;
const writes = (person: string, text: string) => {
  numbers += 1;
  return core.bring(says(person, `${numbers}`, text, { at: Date.now() }));
};

async function conversationOf(person: string): Promise<{ id: string; contact: string }> {
  const identity = await core.house.store.identities.findOne({ value: person }).lean();
  if (identity === null) throw new Error(`${person} never wrote.`);
  return { id: identity.conversationId, contact: identity.contactId };
}

const said = (messages: readonly MessageDoc[]) => messages.filter(({ author }) => author.kind === 'bot');

/** Everybody has a number of their own, or they would be one person. */
const turns = (person: number) => ['Здравствуйте', 'Анна', `8 912 345-${1000 + person}`, 'Торт'];
const TURNS = turns(0);
/** Notes and entries of the timeline after each turn. */
const DONE = [
  { notes: 0, entries: 1 },
  { notes: 0, entries: 2 },
  { notes: 0, entries: 3 },
  { notes: 1, entries: 5 },
];

/** A talk up to a turn in which the process dies after the nth write and lives again. Answers whether it died. */
async function story(person: string, mortal: number, nth: number): Promise<boolean> {
  let died = false;
  people += 1;
  for (const [turn, words] of turns(people)
    .slice(0, mortal + 1)
    .entries()) {
    await writes(person, words);
    const { id } = await conversationOf(person);
    if (turn === mortal) {
      const crash = crashAfter(core.house.store, nth);
      await consider(core.house, speaker, id).catch((error: unknown) => {
        if (!crash.dead()) throw error;
      });
      died = crash.dead();
      crash.heal();
    }
    await consider(core.house, speaker, id);
  }
  return died;
}

test.each(TURNS.map((words, turn) => [words, turn] as const))(
  'a crash after any write of the answer to "%s" neither repeats an answer nor loses one',
  { timeout: 120_000 },
  async (_words, turn) => {
    let deaths = 0;
    // Later turns come after whole talks; every other write of them is enough.
    for (let nth = 1; ; nth += turn === 0 ? 1 : 2) {
      const person = `p${turn}-${nth}`;
      const died = await story(person, turn, nth);
      const { id, contact } = await conversationOf(person);
      const messages = await messagesAfter(core.house.store.messages, id, 0, 100);
      const spoken = said(messages);
      const where = `crash after write ${nth}`;
      const { notes, entries } = DONE[turn] ?? { notes: 0, entries: 0 };
      expect(
        spoken.filter(({ kind }) => kind === 'message'),
        where,
      ).toHaveLength(turn + 1);
      expect(
        spoken.filter(({ kind }) => kind === 'note'),
        where,
      ).toHaveLength(notes);
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      const { items } = await listTimeline(core.house, contact, { limit: 100, kinds: ['bot'] });
      expect(items, where).toHaveLength(entries);
      expect((await botStateOf(core.house.store.botStates, id))?.pending).toBeNull();
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(3);
  },
);

test('two processes that consider at once say it once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = `twice${round}`;
    await writes(person, 'Здравствуйте');
    const { id } = await conversationOf(person);
    await Promise.all([1, 2, 3].map(() => consider(core.house, speaker, id)));
    expect(said(await messagesAfter(core.house.store.messages, id, 0, 100))).toHaveLength(1);
  }
});

test('what came while nobody listened is considered at the next start, once', async () => {
  const first = createBot(core.house);
  first.start();
  await first.caughtUp();
  await first.stop();
  await writes('late', 'Здравствуйте');
  for (let life = 0; life < 2; life += 1) {
    const next = createBot(core.house);
    next.start();
    await next.caughtUp();
    await next.stop();
  }
  const { id } = await conversationOf('late');
  expect(said(await messagesAfter(core.house.store.messages, id, 0, 100))).toHaveLength(1);
});

test('switched off it asks the store nothing, however much is written', async () => {
  await changeSetting(core.house, 'bot', { enabled: false, flow: null });
  const bot = createBot(core.house);
  bot.start();
  await bot.caughtUp();
  let asked = 0;
  const models = [core.house.store.botStates, core.house.store.flows, core.house.store.settings];
  const undo = models.map((model) => {
    const collection = model.collection as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const name of ['findOne', 'find']) {
      const real = collection[name]?.bind(collection);
      collection[name] = (...args) => {
        asked += 1;
        return real?.(...args);
      };
    }
    return () => ['findOne', 'find'].map((name) => delete collection[name]);
  });
  for (let nth = 0; nth < 20; nth += 1) await writes('busy', `Письмо ${nth}`);
  await bot.caughtUp();
  for (const back of undo) back();
  await bot.stop();
  expect(asked).toBe(0);
});
