import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../../channels/contract.ts';
import { accountId, type ChatId, type ExternalId, messageKey } from '../../../channels/ids.ts';
import { telegramCodec } from '../../../channels/telegram/index.ts';

const folder = new URL('../../fixtures/telegram/', import.meta.url);
const account: AccountView = { id: accountId('a1'), self: '7100000001', settings: {} };
const quiet: AccountView = { ...account, settings: { groups: false } };

const cases = readdirSync(folder).filter((name) => /^\d+-(?!response).*(?<!\.events)\.json$/.test(name));

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

describe('decode', () => {
  it.each(cases)('%s', (name) => {
    const events = JSON.parse(JSON.stringify(telegramCodec.decode(read(name), account)));
    expect(events).toEqual(read(name.replace(/\.json$/, '.events.json')));
  });

  it.each(cases)('%s says something', (name) => {
    for (const event of telegramCodec.decode(read(name), account)) {
      if (event.kind !== 'message' && event.kind !== 'edited') continue;
      const { text, attachments, cards } = event.content;
      expect(text.text.length + attachments.length + cards.length).toBeGreaterThan(0);
    }
  });

  it('keeps groups and channels out when the account says so', () => {
    const inGroups = cases.filter((name) =>
      /in-group|to-group|join-request|migrated|\d-channel-post|pinned|forum/.test(name),
    );
    expect(inGroups.length).toBeGreaterThan(4);
    for (const name of inGroups) {
      const events = telegramCodec.decode(read(name), quiet);
      expect(events.map((event) => [event.kind, 'expected' in event && event.expected])).toEqual([
        ['unsupported', true],
      ]);
    }
  });

  it('tells a message of the account owner from one of the client without knowing the connection', () => {
    const update = read('53-business-message-from-customer.json') as { business_message: object };
    const owner = { id: 298114455, is_bot: false, first_name: 'Марта' };
    const written = { ...update, business_message: { ...update.business_message, from: owner } };
    const [event] = telegramCodec.decode(written, account);
    expect(event).toMatchObject({
      direction: 'out',
      from: { id: '298114455' },
      peer: { id: '5823014977' },
    });
  });

  it('finds the message of a forum topic by news that names the forum alone', () => {
    const update = read('118-message-in-topic-is-no-reply.json') as { message: Record<string, unknown> };
    const { chat, message_id, date, from: user } = update.message;
    const reaction = {
      chat,
      message_id,
      date,
      user,
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    };
    const [said] = telegramCodec.decode(update, account);
    const [liked] = telegramCodec.decode({ update_id: 2, message_reaction: reaction }, account);
    if (said?.kind !== 'message' || liked?.kind !== 'reaction') throw new Error('A message and a reaction.');
    const keyOf = (event: { chat: ChatId; id: ExternalId }) => messageKey(account.id, event.chat, event.id);
    expect(liked.chat).not.toBe(said.chat);
    expect(keyOf(liked)).toBe(keyOf(said));
  });
});
