import { expect, test } from 'vitest';
import type { Channel } from '../../channels/contract.ts';
import { createBackoff } from '../../src/accounts/backoff.ts';
import { mergeSettings, openSettings, sealSettings } from '../../src/accounts/settings.ts';
import type { House } from '../../src/house.ts';
import { createSecretBox } from '../../src/secrets.ts';
import type { AccountDoc } from '../../src/store/accounts.ts';
import { createToy } from '../support/toy-channel.ts';

const channel: Channel = {
  ...createToy().channel,
  fields: [
    { name: 'imap.host', kind: 'text', required: true },
    { name: 'imap.pass', kind: 'secret', required: true },
    { name: 'token', kind: 'secret', required: false },
  ],
};
const house = (secret: string) => ({ secrets: createSecretBox(secret.repeat(32)) }) as House;
const settings = { imap: { host: 'mail.example.org', pass: 'swordfish' }, token: 'abc' };

test('secrets are sealed for one account under one key and come back whole', () => {
  const stored = sealSettings(house('a'), channel, 'one', settings);
  expect(JSON.stringify(stored)).not.toContain('swordfish');
  expect(stored).toMatchObject({
    settings: { imap: { host: 'mail.example.org' } },
    secretFields: ['imap.pass', 'token'],
  });
  const account = { _id: 'one', ...stored } as AccountDoc;
  expect(openSettings(house('a'), account)).toEqual(settings);
  expect(() => openSettings(house('b'), account)).toThrow();
  expect(() => openSettings(house('a'), { ...account, _id: 'two' })).toThrow();
  expect(() =>
    openSettings(house('a'), { ...account, sealed: `${stored.sealed.slice(0, -4)}AAAA` }),
  ).toThrow();
});

test('secrets that are left out, empty or only marked keep their stored value', () => {
  const given = { imap: { host: 'new.example.org', pass: true }, token: '' };
  expect(mergeSettings(channel, settings, given)).toEqual({
    imap: { host: 'new.example.org', pass: 'swordfish' },
    token: 'abc',
  });
  expect(mergeSettings(channel, settings, { imap: { host: 'h', pass: 'new' } })).toMatchObject({
    imap: { pass: 'new' },
    token: 'abc',
  });
  expect(mergeSettings(channel, {}, { imap: { host: 'h', pass: true } })).toEqual({ imap: { host: 'h' } });
});

test('waits double until success has proved stable', () => {
  const backoff = createBackoff({ firstMs: 100, longestMs: 1000, stableMs: 500, random: () => 0.5 });
  const waits = Array.from({ length: 5 }, () => backoff.next());
  expect(waits).toEqual([100, 200, 400, 800, 1000]);
  backoff.works(0);
  backoff.fails(499);
  expect(backoff.next()).toBe(1000);
  backoff.works(1000);
  backoff.works(1400);
  backoff.fails(1500);
  expect(backoff.next()).toBe(100);
});
