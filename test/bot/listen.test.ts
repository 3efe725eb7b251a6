import { describe, expect, test } from 'vitest';
import type { AutomaticKind, Card } from '../../channels/message.ts';
import { AUTOMATIC_KINDS } from '../../channels/message.ts';
import { type Hearing, incomingOf, leftAlone } from '../../src/bot/listen.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';

const NOW = Date.parse('2026-05-08T10:00:00Z');

function message(more: Partial<MessageDoc> & { text?: string; cards?: Card[] } = {}): MessageDoc {
  const { text = 'Здравствуйте', cards = [], ...facts } = more;
  return {
    _id: 'm1',
    rev: 1,
    conversationId: 'c1',
    contactId: 'k1',
    seq: 1,
    direction: 'in',
    kind: 'message',
    content: { text: { text, spans: [] }, attachments: [], cards },
    accountId: 'a1',
    channel: 'toy',
    chat: 'chat-1',
    author: { kind: 'client', id: 'anna', name: 'Anna' },
    sentAt: new Date(NOW),
    receivedAt: new Date(NOW),
    reactions: [],
    ...facts,
  };
}

const hearing: Hearing = {
  identities: [],
  own: new Set(['us@havan.example']),
  accounts: undefined,
  now: NOW,
};
const hears = (more: Partial<MessageDoc>, changed: Partial<Hearing> = {}) =>
  leftAlone(message(more), { ...hearing, ...changed });

describe('left alone', () => {
  test("a person's message is not", () => expect(hears({})).toBeNull());
  test.each<AutomaticKind>([...AUTOMATIC_KINDS])('%s', (automatic) => {
    expect(hears({ automatic })).toBe('automatic');
  });
  test('groups, whoever writes there', () => {
    const identities = [{ key: 'channel:toy:a1:chat:chat-1' }];
    expect(hears({}, { identities })).toBe('group');
    expect(hears({ chat: 'chat-2' }, { identities })).toBeNull();
  });
  test('whom the network names a bot', () => {
    expect(hears({}, { identities: [{ key: 'channel:toy:anna', profile: { isBot: true } }] })).toBe('robot');
  });
  test('our own accounts, however they are written', () => {
    expect(hears({ author: { kind: 'client', id: 'Us@Havan.example', name: 'Us' } })).toBe('ourselves');
  });
  test('accounts on which the bot does not speak', () => {
    expect(hears({}, { accounts: ['a2'] })).toBe('account');
    expect(hears({}, { accounts: ['a1'] })).toBeNull();
  });
  test('what is older than a day, by its own date or by ours', () => {
    const old = new Date(NOW - 25 * 3_600_000);
    expect(hears({ sentAt: old })).toBe('old');
    expect(hears({ receivedAt: old, sentAt: new Date(NOW) })).toBe('old');
    expect(hears({ sentAt: new Date(NOW - 23 * 3_600_000) })).toBeNull();
  });
});

describe('what was heard', () => {
  test('lines of one breath are one text', () => {
    expect(incomingOf([message({ text: 'Анна' }), message({ text: 'из Киева' })]).text).toBe(
      'Анна\nиз Киева',
    );
  });
  test('a tapped button, by what it carries', () => {
    const cards: Card[] = [{ kind: 'button', label: 'Сделать заказ', payload: 'order' }];
    expect(incomingOf([message({ text: '', cards })])).toMatchObject({ text: 'Сделать заказ', tap: 'order' });
  });
  test("an own number apart from somebody else's", () => {
    const card = (own: boolean, phone: string): Card => ({
      kind: 'contact',
      name: 'A',
      phones: [phone],
      own,
    });
    const cards = [card(true, '+79123456789'), card(false, '+380671234567')];
    expect(incomingOf([message({ text: '', cards })])).toMatchObject({
      ownPhones: ['+79123456789'],
      text: '+380671234567',
    });
  });
});
