import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vk } from '../../../adapters/vk/index.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId } from '../../../channels/ids.ts';
import { randomId } from '../../../channels/vk/ids.ts';

const folder = new URL('../../fixtures/vk/', import.meta.url);
const account = { id: accountId('a1'), self: '224433110', settings: { groups: true } };

async function read(name: string): Promise<InboundEvent[]> {
  const raw = await vk.readRaw(readFileSync(new URL(name, folder)), undefined);
  return vk.codec.decode(raw, account);
}

const isUpdate = (name: string) =>
  /^\d/.test(name) && !/-(response|error|longpoll)-/.test(name) && !name.endsWith('.events.json');

describe('vk fixtures', () => {
  it.each(readdirSync(folder).filter(isUpdate))('%s', async (name) => {
    const expected = new URL(name.replace('.json', '.events.json'), folder);
    expect(await read(name)).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});

describe('group chats', () => {
  it('stay out of the inbox until the account asks for them', async () => {
    const raw = await vk.readRaw(
      readFileSync(new URL('31-message-new-chat-service-action.json', folder)),
      undefined,
    );
    expect(vk.codec.decode(raw, { id: accountId('a1') })).toEqual([
      { kind: 'unsupported', what: 'group-chat', expected: true },
    ]);
  });
});

describe('the idempotence key', () => {
  it('is 32 bits, not 0, the same in every try and another for every part', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => randomId(`m${Math.floor(index / 2)}`, index % 2));
    expect(
      keys.every((key) => Number.isInteger(key) && key !== 0 && key >= -(2 ** 31) && key < 2 ** 31),
    ).toBe(true);
    expect(new Set(keys).size).toBe(2000);
    expect(randomId('m1', 0)).toBe(randomId('m1', 0));
  });
});
