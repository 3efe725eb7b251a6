import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../../channels/contract.ts';
import { accountId } from '../../../channels/ids.ts';
import { keyOf, laneOf } from '../../../channels/telegram/envelope.ts';
import { telegramCodec } from '../../../channels/telegram/index.ts';
import { KINDS } from '../../contract/codec.ts';

const folder = new URL('../../fixtures/telegram/', import.meta.url);
const account: AccountView = { id: accountId('a1'), self: '7100000001', settings: {} };
const updates = readdirSync(folder)
  .filter((name) => /^\d+-(?!response).*(?<!\.events)\.json$/.test(name))
  .map((name): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));

/** What a hostile or future server could put anywhere. */
const poison = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, -1, 0.5, 1e308, '', '__proto__', [], {}, [[]], [null], { id: {} }, 2 ** 60),
);

/** The same update with the value at one random place replaced. */
function mutate(source: unknown, steps: number[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof source !== 'object' || source === null) return value;
  const keys = Object.keys(source);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const child = mutate((source as Record<string, unknown>)[key], rest, value);
  return Array.isArray(source)
    ? source.map((one, at) => (String(at) === key ? child : one))
    : { ...source, [key]: child };
}

function check(raw: unknown): void {
  const events = telegramCodec.decode(raw, account);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) {
    expect(KINDS).toContain(event.kind);
    if (event.kind !== 'message' && event.kind !== 'edited') continue;
    expect(event.chat).toMatch(/^-?\d+/);
    expect(event.id).not.toBe('');
    expect(Number.isFinite(event.at)).toBe(true);
    const { text, attachments, cards } = event.content;
    expect(text.text !== '' || attachments.length + cards.length > 0).toBe(true);
    for (const span of text.spans) expect(span.offset + span.length).toBeLessThanOrEqual(text.text.length);
  }
  expect(telegramCodec.decode(raw, account)).toEqual(events);
}

describe('decode is total', () => {
  it('on any JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), check), { numRuns: 500 });
  });

  it('on real updates with one value replaced', () => {
    const place = fc.array(fc.nat(30), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(fc.constantFrom(...updates), place, poison, (update, steps, value) => {
        const changed = mutate(update, steps, value);
        check(changed);
        if (typeof changed === 'object' && changed !== null && !Array.isArray(changed)) {
          expect(typeof laneOf(changed as Record<string, unknown>)).toBe('string');
          keyOf(changed as Record<string, unknown>);
        }
      }),
      { numRuns: 2500 },
    );
  }, 120_000);

  it('on trees deeper than the stack would like', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}"end"${']'.repeat(5000)}`);
    const blocks = [{ type: 'paragraph', text: deep }];
    let nested: unknown = blocks;
    for (let depth = 0; depth < 5000; depth += 1) nested = [{ type: 'blockquote', blocks: nested }];
    const chat = { id: 5, type: 'private' };
    for (const tree of [blocks, nested]) {
      check({ update_id: 1, message: { message_id: 1, date: 1, chat, rich_message: { blocks: tree } } });
    }
  });
});

describe('keys of updates', () => {
  it('differ between all fixtures and stay the same in a redelivery', () => {
    const keys = updates.map((update) => keyOf(update as Record<string, unknown>));
    expect(new Set(keys).size).toBe(updates.length);
    expect(updates.map((update) => keyOf(structuredClone(update) as Record<string, unknown>))).toEqual(keys);
  });

  it('survive a number that the network drew a second time', () => {
    const message = { message_id: 7, date: 1, chat: { id: 5 } };
    const later = { ...message, message_id: 8 };
    expect(keyOf({ update_id: 3, message })).not.toBe(keyOf({ update_id: 3, message: later }));
  });
});
