import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Channel } from '../../channels/contract.ts';
import { createIngest, type Ingest } from '../../src/ingest/ingest.ts';
import { quarantineCount, rawEnvelope } from '../../src/ingest/quarantine.ts';
import { createRegistry } from '../../src/registry.ts';
import { raw as collectionOf } from '../../src/store/raw.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

let core: CoreHouse;
let newer: Ingest | undefined;
beforeEach(async () => {
  core = await coreHouse();
  core.house.version = '1.0.0';
});
afterEach(async () => {
  await newer?.stop();
  newer = undefined;
  await core.close();
});

const word = (id: string, type = 'novelty') => ({
  key: id,
  lane: 'ann',
  bytes: Buffer.from(JSON.stringify({ ...says('ann', id, `said ${id}`), type })),
  receivedAt: Date.now(),
});

/** The same house after an upgrade: its codec knows what `novelty` is, unless it is the same as before. */
async function restart(version: string, knows: boolean): Promise<{ decoded: () => number }> {
  const { channel } = core.toy;
  let decoded = 0;
  const codec: Channel['codec'] = {
    ...channel.codec,
    decode: (raw, account) => {
      decoded += 1;
      const known = knows ? { ...(raw as object), type: 'message' } : raw;
      return channel.codec.decode(known, account);
    },
  };
  const registry = createRegistry([{ ...channel, codec }]);
  await core.ingest.stop();
  await newer?.stop();
  newer = createIngest({ ...core.house, registry, version });
  await newer.start();
  const { envelopes } = core.house.store;
  const left = { state: { $ne: 'applied' as const }, 'problem.version': { $ne: version } };
  while ((await collectionOf(envelopes).countDocuments(left)) > 0)
    await new Promise((done) => setTimeout(done, 10));
  return { decoded: () => decoded };
}

const texts = async () =>
  (await core.house.store.messages.find().sort({ seq: 1 }).lean()).map(({ content }) => content.text.text);

it('what an older version could not read is read by a newer one by itself, in its order', async () => {
  await core.ingest.accept(core.account, [word('1'), word('2'), word('3', 'message')]);
  await core.ingest.idle();
  expect(await quarantineCount(core.house)).toBe(2);
  expect(await texts()).toEqual(['said 3']);
  const same = await restart('1.0.0', true);
  expect(same.decoded()).toBe(0);
  await restart('1.1.0', true);
  expect(await quarantineCount(core.house)).toBe(0);
  expect(await texts()).toEqual(['said 3', 'said 1', 'said 2']);
});

it('what the newer one cannot read either is tried once and stays, raw', async () => {
  const letter = word('1');
  await core.ingest.accept(core.account, [letter]);
  await core.ingest.idle();
  const first = await restart('1.1.0', false);
  expect(first.decoded()).toBe(1);
  expect(await quarantineCount(core.house)).toBe(1);
  const [kept] = await core.house.store.envelopes.find().lean();
  expect(kept?.problem).toMatchObject({ version: '1.1.0' });
  expect(Buffer.from((await rawEnvelope(core.house, kept?._id ?? ''))?.bytes ?? '')).toEqual(letter.bytes);
  const second = await restart('1.1.0', false);
  expect(second.decoded()).toBe(0);
  expect(await newer?.replayAll()).toBe(1);
  expect(second.decoded()).toBe(1);
});
