import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { viber } from '../../../adapters/viber/index.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId } from '../../../channels/ids.ts';

const folder = new URL('../../fixtures/viber/', import.meta.url);
const account = { id: accountId('a1') };

async function read(name: string): Promise<InboundEvent[]> {
  const raw = await viber.readRaw(readFileSync(new URL(name, folder)), undefined);
  return viber.codec.decode(raw, account);
}

describe('viber fixtures', () => {
  const cases = readdirSync(folder).filter((name) => /^\d/.test(name) && !name.includes('-response-'));
  it.each(cases.filter((name) => !name.endsWith('.events.json')))('%s', async (name) => {
    const expected = new URL(name.replace('.json', '.events.json'), folder);
    expect(await read(name)).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});

describe('64-bit tokens', () => {
  it('stay different where a plain parse makes them equal', async () => {
    const [one] = await read('28-repeat-delivery-first.json');
    const [other] = await read('30-tokens-equal-after-json-parse-but-different.json');
    expect(one).toMatchObject({ id: '6054001299999999123' });
    expect(other).toMatchObject({ id: '6054001299999999124' });
  });

  it('are left alone inside words', async () => {
    const body = {
      event: 'message',
      message_token: 1,
      sender: { id: 'x' },
      message: { type: 'text', text: '"message_token": 12' },
    };
    const raw = await viber.readRaw(Buffer.from(JSON.stringify(body)), undefined);
    expect(viber.codec.decode(raw, account)[0]).toMatchObject({
      id: '1',
      content: { text: { text: '"message_token": 12' } },
    });
  });
});

describe('a contact card', () => {
  const card = (tracking: string | undefined) => ({
    event: 'message',
    timestamp: 1,
    message_token: '5',
    sender: { id: 'x' },
    message: {
      type: 'contact',
      contact: { name: 'Я', phone_number: '380671112233' },
      tracking_data: tracking,
    },
  });

  it.each([
    [undefined, false],
    ['{broken', false],
    ['{"m":"1"}', false],
    ['{"m":"1","phone":true}', true],
  ])('with tracking %s is own: %s', (tracking, own) => {
    expect(viber.codec.decode(card(tracking), account)[0]).toMatchObject({ content: { cards: [{ own }] } });
  });
});
