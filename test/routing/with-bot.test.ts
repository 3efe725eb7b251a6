import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshState } from '../../src/bot/state.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { SYSTEM } from '../../src/house.ts';
import { isTalking } from '../../src/routing/with-bot.ts';
import { changeSetting } from '../../src/settings.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

describe('whether the bot is talking', () => {
  const now = 10_000_000;
  const row = { bot: 'active' as const, lastSeq: 3, lastActivityAt: new Date(now), routes: [] };
  const heard = (more: object) => ({ seen: 3, state: { ...freshState(), ...more } });
  const on = { enabled: true };
  test.each([
    ['switched off', row, undefined, { enabled: false }, false],
    ['silent since a colleague spoke', { ...row, bot: 'silent' as const }, undefined, on, false],
    ['on other accounts only', row, undefined, { ...on, accounts: ['x'] }, false],
    ['about to say its first word', row, undefined, on, true],
    ['not heard of in time', { ...row, lastActivityAt: new Date(now - 5_000) }, undefined, on, false],
    ['waiting for an answer', row, heard({ phase: 'running', saidAt: [now - 9 * MINUTE] }), on, true],
    ['left without an answer', row, heard({ phase: 'running', saidAt: [now - 10 * MINUTE] }), on, false],
    ['at rest', row, heard({ phase: 'resting', saidAt: [now] }), on, false],
  ])('%s', (_what, conversation, doc, setting, talking) => {
    expect(isTalking(conversation, doc, setting, now)).toBe(talking);
  });
});

describe('the routing', () => {
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.shut());

  test('leaves people to the bot until it hands them over or says nothing', async () => {
    const olga = await office.hire('Olga');
    await office.route();
    await changeSetting(office.house, 'bot', { enabled: true });
    for (const person of ['a', 'b']) await office.writes(person);
    await office.step();
    expect((await office.row('a')).assignee).toBeNull();
    await changeConversation(office.house, SYSTEM, (await office.row('a'))._id, { bot: 'silent' });
    await office.step();
    expect([(await office.row('a')).assignee, (await office.row('b')).assignee]).toEqual([olga.id, null]);
    office.pass(5_000);
    await office.step();
    expect((await office.row('b')).assignee).toBe(olga.id);
  });
});
