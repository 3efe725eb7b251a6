import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Envelope } from '../../channels/contract.ts';
import { newId } from '../../src/ids.ts';
import { rawEnvelope } from '../../src/ingest/quarantine.ts';
import { createRegistry } from '../../src/registry.ts';
import { type AccountDoc, insertAccount } from '../../src/store/accounts.ts';
import { mutatedBytes } from '../contract/mutate.ts';
import { sized } from '../contract/size.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { STARTING_MS } from './support.ts';

const PAYLOADS = sized(400, 100_000);
/** As many as arrive together. */
const BATCH = 200;
const LETTER = { folder: 'INBOX', role: 'in', uidValidity: '1', internalDate: 1_794_816_729_000 };

interface Hostile {
  channel: string;
  self: string;
  settings?: Record<string, unknown>;
  isPayload(file: string): boolean;
  meta?: Envelope['meta'];
  /** A sound payload with these words, of a person who is always the same. */
  sound(nth: number): string;
}

const says = (nth: number) => `sound ${nth}`;
const json = (file: string) => /^\d/.test(file) && !/-(response|error|longpoll)-|\.events\.json$/.test(file);

const NETWORKS: readonly Hostile[] = [
  {
    channel: 'telegram',
    self: '7100000001',
    isPayload: json,
    sound: (nth) =>
      JSON.stringify({
        update_id: 900_000_000 + nth,
        message: {
          message_id: 1_000_000 + nth,
          date: 1_794_816_000 + nth,
          chat: { id: 99_001, type: 'private', first_name: 'Sound' },
          from: { id: 99_001, is_bot: false, first_name: 'Sound' },
          text: says(nth),
        },
      }),
  },
  {
    channel: 'email',
    self: 'support@havan.example',
    isPayload: (file) => file.endsWith('.eml'),
    meta: LETTER,
    sound: (nth) =>
      [
        'From: Sound <sound@sound.example>',
        'To: support@havan.example',
        `Message-ID: <sound-${nth}@sound.example>`,
        'Date: Wed, 18 Nov 2026 10:00:00 +0000',
        `Subject: Sound ${nth}`,
        'Content-Type: text/plain; charset=utf-8',
        '',
        says(nth),
        '',
      ].join('\r\n'),
  },
  {
    channel: 'vk',
    self: '224433110',
    isPayload: json,
    sound: (nth) =>
      JSON.stringify({
        type: 'message_new',
        group_id: 224_433_110,
        event_id: `sound${nth}`,
        v: '5.199',
        object: {
          message: {
            id: 1_000_000 + nth,
            conversation_message_id: 1_000_000 + nth,
            date: 1_794_816_000 + nth,
            peer_id: 99_001,
            from_id: 99_001,
            out: 0,
            text: says(nth),
            attachments: [],
            fwd_messages: [],
          },
          client_info: {},
        },
      }),
  },
  {
    channel: 'viber',
    self: '75346594853',
    isPayload: json,
    sound: (nth) =>
      JSON.stringify({
        event: 'message',
        timestamp: 1_794_816_000_000 + nth,
        message_token: 7_000_000_000 + nth,
        sender: { id: 'soundsoundsoundsoundso==', name: 'Sound' },
        message: { type: 'text', text: says(nth) },
      }),
  },
];

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse({ registry: createRegistry() });
}, STARTING_MS);
afterEach(() => house.close());

async function accountOf({ channel, self, settings = {} }: Hostile): Promise<AccountDoc> {
  const now = new Date();
  const account: AccountDoc = {
    _id: newId(),
    rev: 1,
    configured: 1,
    channel,
    name: channel,
    // Nothing is fetched or sent: what arrives is handed in.
    enabled: false,
    self,
    aliases: [],
    settings,
    secretFields: [],
    health: { state: 'online', since: now },
    createdAt: now,
  };
  await insertAccount(house.house.store.accounts, account);
  return account;
}

function damaged({ channel, isPayload }: Hostile): (count: number) => Uint8Array[] {
  const folder = join(import.meta.dirname, '..', 'fixtures', channel);
  const files = readdirSync(folder).filter(isPayload).sort();
  const arbitrary = mutatedBytes(files.map((file) => readFileSync(join(folder, file))));
  let seed = Math.floor(Math.random() * 2 ** 31);
  return (count) => {
    seed += 1;
    return fc.sample(arbitrary, { seed, numRuns: count });
  };
}

it.each(NETWORKS)(
  '$channel: damaged payloads are read or laid aside as they came, and nothing behind them waits',
  {
    timeout: sized(120_000, 3_600_000),
  },
  async (network) => {
    const { store } = house.house;
    const { ingest } = house.doors;
    const account = await accountOf(network);
    const sample = damaged(network);
    const hashes = new Map<string, string>();
    let count = 0;
    const envelope = (bytes: Uint8Array, key: string): Envelope => {
      count += 1;
      const meta = network.meta === undefined ? {} : { meta: { ...network.meta, uid: count } };
      return { key, lane: 'one lane', bytes, receivedAt: Date.now(), ...meta };
    };
    for (let nth = 0; nth * BATCH < PAYLOADS; nth += 1) {
      const bad = sample(BATCH).map((bytes, index) => envelope(bytes, `damaged ${nth} ${index}`));
      for (const { key, bytes } of bad) hashes.set(`${account._id}\u0000${key}`, hashOf(bytes));
      await ingest.accept(account, [...bad, envelope(Buffer.from(network.sound(nth)), `sound ${nth}`)]);
    }
    await ingest.idle();
    const expected = Array.from({ length: Math.ceil(PAYLOADS / BATCH) }, (_, nth) => says(nth));
    const heard = async () => {
      const [conversation] = await store.conversations.find({ 'routes.address': addressOf(network) }).lean();
      const found = await store.messages
        .find({ conversationId: conversation?._id ?? '' })
        .sort({ seq: 1 })
        .lean();
      return found.map(({ content }) => content.text.text.trim()).filter((text) => text.startsWith('sound '));
    };
    expect(await heard()).toEqual(expected);

    const laidAside = async () => {
      const list: string[] = [];
      for await (const doc of store.envelopes.find({ state: 'quarantined' }).lean()) {
        const kept = await rawEnvelope(house.house, doc._id);
        expect(hashOf(kept?.bytes ?? Buffer.alloc(0))).toBe(hashes.get(doc.key));
        expect(doc.problem?.detail).toMatch(/./);
        list.push(doc.key);
      }
      return list.sort();
    };
    expect(
      await store.envelopes.countDocuments({ state: { $nin: ['applied', 'parked', 'quarantined'] } }),
    ).toBe(0);
    const before = await laidAside();
    expect(before.length).toBeGreaterThan(0);
    const { status, body } = await house.administrator.client.post('/quarantine/replay');
    expect([status, body]).toEqual([200, { replayed: before.length, quarantined: before.length }]);
    expect(await laidAside()).toEqual(before);
    expect(await heard()).toEqual(expected);
  },
);

const hashOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

const addressOf = ({ channel }: Hostile): string =>
  ({ email: 'sound@sound.example', viber: 'soundsoundsoundsoundso==' })[channel] ?? '99001';
