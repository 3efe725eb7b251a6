import { describe, expect, it } from 'vitest';
import { buildRaw } from '../../../adapters/email/smtp/raw.ts';
import type { AccountView } from '../../../channels/contract.ts';
import { emailCodec } from '../../../channels/email/index.ts';
import type { Letter } from '../../../channels/email/outgoing/letter.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import type { EventCard } from '../../../channels/message.ts';
import type { OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import { eventsOf, messageOf } from './read.ts';

const account: AccountView = {
  id: accountId('a'),
  self: 'support@havan.example',
  aliases: ['sales@havan.example'],
};
const message = (change: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: '0123456789abcdef01234567',
  chat: chatId('kate@client.example'),
  text: plain('Which day?'),
  files: [],
  createdAt: Date.UTC(2026, 10, 22),
  ...change,
});
const letterOf = (change: Partial<OutboundMessage> = {}, settings: object = {}): Letter => {
  const [part] = emailCodec.encode(message(change), { ...account, settings: { ...settings } }).parts;
  return part?.body as unknown as Letter;
};
const lines = (...text: string[]) => text.join('\r\n');
const invitation = (organizer = 'ORGANIZER;CN="Kate":mailto:Kate@client.example') =>
  lines(
    'From: Kate <kate@client.example>',
    'To: Sales <sales@havan.example>',
    'Subject: Meeting',
    'Message-ID: <i@client.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
    '',
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:abc\\,1@client.example',
    'SEQUENCE:2',
    organizer,
    'RECURRENCE-ID;TZID=Europe/Kyiv:20261127T120000',
    'DTSTART:20261127T100000Z',
    'DTEND:20261127T110000Z',
    'SUMMARY:Огляд катера; причал 3',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  );

describe('an invitation', () => {
  it('is answered so that calendars understand it, from the address it was sent to', async () => {
    const event = await messageOf(invitation());
    expect(event.to).toBe('sales@havan.example');
    const card = event.content.cards.find((one): one is EventCard => one.kind === 'event');
    expect(card?.invitation).toMatchObject({
      uid: 'abc,1@client.example',
      organizer: 'kate@client.example',
      sequence: 2,
    });
    const letter = letterOf({
      sender: { name: 'Анна', address: 'sales@havan.example' },
      ...(card === undefined ? {} : { invitation: { event: card, answer: 'declined' } }),
    });
    expect(letter.from).toEqual({ address: 'sales@havan.example', name: 'Анна' });
    const raw = (await buildRaw(letter, [])).toString();
    expect(raw).toMatch(/Content-Type: text\/calendar;.*method=REPLY/i);
    const calendar = (letter.calendar ?? '').replaceAll('\r\n ', '');
    expect(calendar.split('\r\n')).toEqual(
      expect.arrayContaining([
        'METHOD:REPLY',
        'UID:abc\\,1@client.example',
        'RECURRENCE-ID;TZID=Europe/Kyiv:20261127T120000',
        'SEQUENCE:2',
        'ORGANIZER:mailto:kate@client.example',
        'ATTENDEE;PARTSTAT=DECLINED;CN="Анна":mailto:sales@havan.example',
        'SUMMARY:Огляд катера\\; причал 3',
      ]),
    );
    for (const line of (letter.calendar ?? '').split('\r\n'))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it('that names nobody to answer to is only shown', async () => {
    const event = await messageOf(invitation('ORGANIZER:urn:uuid:1'));
    expect(event.content.cards[0]).not.toHaveProperty('invitation');
  });
});

describe('addresses', () => {
  it('an answer leaves from an own alias, never from a foreign address', () => {
    expect(letterOf({ sender: { name: 'A', address: 'Sales@havan.example' } }).from.address).toBe(
      'sales@havan.example',
    );
    expect(letterOf({ sender: { name: 'A', address: 'boss@elsewhere.example' } }).from.address).toBe(
      'support@havan.example',
    );
  });

  it('the address for answers names the message, and comes back as what is answered', async () => {
    expect(letterOf().replyTo).toBeUndefined();
    const { replyTo = '' } = letterOf({}, { plusAddressing: true });
    expect(replyTo).toBe('support+m-0123456789abcdef01234567@havan.example');
    const answer = lines(
      'From: kate@client.example',
      `To: ${replyTo.toUpperCase()}`,
      'Subject: Re: x',
      'Message-ID: <r@client.example>',
      '',
      'Friday.',
      '',
    );
    expect((await messageOf(answer)).threading?.message).toBe('0123456789abcdef01234567');
  });
});

describe('buttons', () => {
  const buttons = [
    [{ label: 'Пятница', kind: 'reply' as const }],
    [{ label: 'Prices', kind: 'url' as const, value: 'https://havan.example/p' }],
    [{ label: 'Суббота', kind: 'reply' as const }],
  ];

  it('are numbered lines and links below the words', () => {
    const letter = letterOf({ buttons });
    expect(letter.text).toBe('Which day?\n\n1. Пятница\nPrices (https://havan.example/p)\n2. Суббота');
    expect(letter.html).toContain('href="https');
    expect(emailCodec.encode(message({ buttons }), account).degradations).toEqual([
      { what: 'buttons', support: 'converted' },
    ]);
  });

  it('that only a keyboard can be are named as lost', () => {
    const asking = [[{ label: 'My number', kind: 'share-phone' as const }]];
    expect(emailCodec.encode(message({ buttons: asking }), account).degradations).toEqual([
      { what: 'buttons', support: 'dropped' },
    ]);
  });
});

describe('receipts and lists', () => {
  it('a receipt is asked for only where the account says so', () => {
    expect(letterOf().headers).not.toHaveProperty('Disposition-Notification-To');
    expect(letterOf({}, { readReceipts: true }).headers['Disposition-Notification-To']).toBe(
      'support@havan.example',
    );
  });

  it('a letter that asks for one says so, and how to leave its list', async () => {
    const { content } = await messageOf(
      lines(
        'From: news@shop.example',
        'To: support@havan.example',
        'Message-ID: <n@shop.example>',
        'Disposition-Notification-To: news@shop.example',
        'List-Unsubscribe: <mailto:leave@shop.example?subject=out>, <https://shop.example/leave?id=1>',
        '',
        'Sale!',
        '',
      ),
    );
    expect(content.cards).toEqual([
      { kind: 'placeholder', what: 'receipt-asked' },
      {
        kind: 'unsubscribe',
        url: 'https://shop.example/leave?id=1',
        email: 'leave@shop.example?subject=out',
      },
    ]);
  });

  it('a receipt that comes back is a read mark for the letter it names', async () => {
    const [event] = await eventsOf(
      Buffer.from(
        lines(
          'From: kate@client.example',
          'To: support@havan.example',
          'Message-ID: <mdn@client.example>',
          'MIME-Version: 1.0',
          'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
          '',
          '--b',
          '',
          'Read.',
          '--b',
          'Content-Type: message/disposition-notification',
          '',
          'Final-Recipient: rfc822;kate@client.example',
          'Original-Message-ID: <o_1.c_2.3@havan.example>',
          'Disposition: manual-action/MDN-sent-manually; displayed',
          '--b--',
          '',
        ),
      ),
    );
    expect(event).toMatchObject({ kind: 'receipt', state: 'read', id: '<o_1.c_2.3@havan.example>' });
  });
});
