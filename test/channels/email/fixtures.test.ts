import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../channels/email/index.ts';
import { eventsOf, FIXTURES, fixtureBytes, fixtureNames } from './read.ts';

interface Expected {
  subject?: string;
  subject_single_line?: boolean;
  text?: string;
  from?: string;
  from_name?: string;
  sender?: string;
  attachments?: string[];
  attachments_safe?: string[];
  reply_to?: string;
  conversation_token?: string;
  class?: string;
  final?: boolean;
  status?: string;
  recipient?: string;
  out_id?: string;
  address_dead?: boolean;
  visible?: string;
  signature?: string;
}

const expected: Record<string, Expected> = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8'));

const AUTOMATIC: Record<string, string> = {
  'auto-reply': 'auto-reply',
  'auto-generated': 'auto-generated',
  'no-reply': 'auto-generated',
  'own-loop': 'loop',
  list: 'list',
  complaint: 'complaint',
};

describe.each(Object.entries(expected))('%s', (name, want) => {
  const read = async () => eventsOf(fixtureBytes(name));
  const message = async () => {
    const event = (await read()).find((entry) => entry.kind === 'message');
    if (event === undefined) throw new Error('no message event');
    return event;
  };

  if (want.subject !== undefined)
    it('subject', async () => expect((await message()).content.subject).toBe(want.subject));
  if (want.subject_single_line)
    it('subject on one line', async () => expect((await message()).content.subject).not.toMatch(/[\r\n]/));
  if (want.text !== undefined)
    it('text', async () => expect((await message()).content.text.text).toBe(want.text?.trim()));
  if (want.from_name !== undefined)
    it('name', async () => expect((await message()).from.name).toBe(want.from_name));
  if (want.from !== undefined) it('from', async () => expect((await message()).from.id).toBe(want.from));
  if (want.sender !== undefined)
    it('sender', async () => expect((await message()).peer.id).toBe(want.sender));
  const names = want.attachments ?? want.attachments_safe;
  if (names !== undefined) {
    it('file names', async () =>
      expect((await message()).content.attachments.map((file) => file.name)).toEqual(names));
  }
  if (want.reply_to !== undefined) {
    it('answers', async () => expect((await message()).threading?.references[0]).toBe(want.reply_to));
  }
  if (want.conversation_token !== undefined) {
    it('token', async () => expect((await message()).threading?.token).toBe(want.conversation_token));
  }
  if (want.class !== undefined && AUTOMATIC[want.class] !== undefined) {
    it('class', async () => expect((await message()).automatic).toBe(AUTOMATIC[want.class ?? '']));
  }
  if (want.class === 'bounce' || want.class === 'delivery-notice') report(want, read);
  if (want.visible?.startsWith('everything')) {
    it('keeps everything', async () => {
      const { content } = await message();
      expect(content.folded).toBeUndefined();
      expect(content.text.text).not.toBe('');
    });
  } else if (want.visible !== undefined) {
    it('visible', async () => expect((await message()).content.text.text).toBe(want.visible));
  }
  if (want.signature !== undefined)
    it('signature', async () => expect((await message()).content.folded).toContain(want.signature));
});

function report(want: Expected, read: () => ReturnType<typeof eventsOf>): void {
  const state = want.class === 'delivery-notice' ? 'delivered' : 'failed';
  it('reports', async () => {
    const events = await read();
    const receipt = events.find((event) => event.kind === 'receipt' && event.state === state);
    if (want.class === 'bounce' && !want.final) {
      expect(receipt).toBeUndefined();
      expect(events).toMatchObject([{ kind: 'unsupported', expected: true }]);
      expect(JSON.stringify(events)).toContain(want.recipient);
      expect(JSON.stringify(events)).toContain(want.status);
      return;
    }
    expect(receipt).toBeDefined();
    if (receipt?.kind !== 'receipt') return;
    if (want.recipient !== undefined) expect(receipt.recipient).toBe(want.recipient);
    if (want.status !== undefined) expect(receipt.reason).toContain(want.status);
    if (want.out_id !== undefined) expect(receipt.id && messageIdOf(receipt.id)).toContain(want.out_id);
    if (want.address_dead !== undefined) expect(receipt.permanent).toBe(want.address_dead);
  });
}

describe('events of every letter, as reviewed by hand', () => {
  it.each(fixtureNames())('%s', async (name) => {
    const reviewed = readFileSync(join(FIXTURES, name.replace(/\.eml$/, '.events.json')), 'utf8');
    expect(await eventsOf(fixtureBytes(name))).toEqual(JSON.parse(reviewed));
  });
});
