import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/connect.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';
import { testStore } from '../support/store.ts';
import { createToy, type Toy } from '../support/toy-channel.ts';

const PEOPLE = 40;
/** More than any envelope may end. */
const LIVES = 12;

let store: Store;
let last: CoreHouse | undefined;
beforeEach(async () => {
  store = await testStore();
});
afterEach(async () => {
  await last?.close();
  last = undefined;
  await store.close();
});

interface Deadly {
  toy: Toy;
  /** Resolves when the payload is read the next time. */
  struck(): Promise<void>;
}

/** A network with a payload that takes the process with it: whoever reads it never comes back. */
function deadly(): Deadly {
  const toy = createToy();
  const { readRaw } = toy.channel;
  let strike = () => {};
  const channel: Toy['channel'] = {
    ...toy.channel,
    readRaw: async (bytes, meta) => {
      if (!Buffer.from(bytes).includes('deadly')) return readRaw(bytes, meta);
      strike();
      return new Promise(() => {});
    },
  };
  const struck = () => new Promise<void>((resolve) => (strike = resolve));
  return { toy: { ...toy, channel }, struck };
}

/** A life that takes up what the one before left, and ends when everything is done or soon after it was struck. */
async function live({ toy, struck }: Deadly): Promise<{ core: CoreHouse; done: boolean }> {
  const end = struck().then(() => sleep(400, false));
  const core = await coreHouse({ on: { store, toy } });
  return { core, done: await Promise.race([core.ingest.idle().then(() => true), end]) };
}

test('what ends one life after the other is found out; everybody around it comes through, in order', async () => {
  const network = deadly();
  const first = await coreHouse({ on: { store, toy: network.toy } });
  const updates = Array.from({ length: PEOPLE }, (_, at) => says(`person ${at % 5}`, `${at}`, `line ${at}`));
  updates.splice(PEOPLE / 2, 0, says('person 0', 'x', 'deadly'));
  await first.ingest.accept(
    first.account,
    updates.map((update) => envelopeOf(update)),
  );
  let lives = 0;
  for (let done = false; !done && lives < LIVES; lives += 1) {
    const life = await live(network);
    done = life.done;
    if (done) last = life.core;
  }
  expect(lives).toBeLessThan(LIVES);
  const aside = await store.envelopes.find({ state: { $ne: 'applied' } }).lean();
  expect(aside).toMatchObject([{ state: 'quarantined', problem: { code: 'failed' } }]);
  const messages = await store.messages.find().sort({ conversationId: 1, seq: 1 }).lean();
  expect(messages).toHaveLength(PEOPLE);
  for (let person = 0; person < 5; person += 1) {
    const lines = messages
      .map(({ content }) => Number(content.text.text.slice('line '.length)))
      .filter((line) => line % 5 === person);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  }
}, 60_000);

test('who only happened to be under way when the process was killed is never taken for the cause', async () => {
  const network = deadly();
  const first = await coreHouse({ on: { store, toy: network.toy } });
  await first.ingest.accept(first.account, [envelopeOf(says('ann', 'x', 'deadly'))]);
  // Killed far more often than one envelope may end lives, always with the same others under way beside it.
  await first.ingest.accept(
    first.account,
    Array.from({ length: PEOPLE }, (_, at) => envelopeOf(says('bob', `${at}`, `line ${at}`))),
  );
  for (let lives = 0; lives < LIVES; lives += 1) {
    const life = await live(network);
    if (life.done) {
      last = life.core;
      break;
    }
    expect(await store.envelopes.countDocuments({ state: 'quarantined', key: { $not: /deadly/ } })).toBe(0);
  }
  expect(await store.messages.countDocuments()).toBe(PEOPLE);
  expect(await store.envelopes.countDocuments({ state: 'quarantined' })).toBe(1);
}, 60_000);
