import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { TABLE } from '../../src/api/http/table.ts';
import {
  accountView,
  contactView,
  conversationView,
  EVENT_DATA,
  type LoggedEvent,
  messageView,
  timelineEntryView,
} from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let client: Client;
beforeAll(async () => {
  house = await testHouse({ env: { METRICS_TOKEN: 'a token for the metrics' } });
  client = house.administrator.client;
});
afterAll(() => house.close());

const parses = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  expect(error?.issues ?? []).toEqual([]);
};

describe('the main job through the doors', () => {
  test('a person writes from two addresses, is answered, and everything can be read back', async () => {
    const account = await connectToy(house);
    await clientWrites(house, { id: 'd1', name: 'Darya' }, 'good morning');
    const { conversation } = await clientWrites(house, { id: 'd1', name: 'Darya' }, 'do you have red ones?');
    parses(conversationView, conversation);
    expect(conversation).toMatchObject({
      contact: { name: 'Darya' },
      status: 'open',
      unread: 2,
      lastSeq: 2,
      assignee: null,
    });

    const answer = { clientId: 'doors-answer-1', text: 'Yes, three.', account };
    const sent = await client.post(`/conversations/${conversation.id}/messages`, answer);
    expect(sent.status).toBe(201);
    parses(messageView, sent.body);
    const again = await client.post(`/conversations/${conversation.id}/messages`, answer);
    expect([again.status, again.body.id]).toEqual([201, sent.body.id]);
    const arrived = async () => (await client.get(`/messages/${sent.body.id}`)).body.delivery.state;
    while (['queued', 'sending'].includes(await arrived()))
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await arrived()).toBe('sent');
    expect(house.toy.network.taken.map(({ text }) => text)).toEqual(['Yes, three.']);

    const { body: page } = await client.get(`/conversations/${conversation.id}/messages?limit=2`);
    expect(page.items.map(({ seq }: { seq: number }) => seq)).toEqual([2, 3]);
    const { body: older } = await client.get(
      `/conversations/${conversation.id}/messages?before=${page.next}`,
    );
    expect(older.items.map(({ text }: { text: string }) => text)).toEqual(['good morning']);
    expect(older.next).toBeNull();
    const { body: newer } = await client.get(`/conversations/${conversation.id}/messages?after=1&limit=1`);
    expect([newer.items[0].seq, newer.next]).toEqual([2, '2']);

    const { body: contact } = await client.get(`/contacts/${conversation.contact.id}`);
    parses(contactView, contact);
    const { body: timeline } = await client.get(`/contacts/${contact.id}/timeline`);
    for (const entry of timeline.items) parses(timelineEntryView, entry);
    const { body: notes } = await client.get(`/contacts/${contact.id}/timeline?kinds=note`);
    expect(notes.items).toEqual([]);
    expect((await client.get('/counts')).body).toEqual({ mine: 1, unassigned: 0, all: 1 });
    const { body: snapshot } = await client.get('/snapshot');
    for (const found of snapshot.accounts) parses(accountView, found);
    expect(snapshot).toMatchObject({ counts: { all: 1 }, user: { role: 'administrator' }, quarantine: 0 });
    expect(snapshot.channels[0]).toMatchObject({ name: 'toy', capabilities: { text: expect.anything() } });
  });

  test('every event that was told fits the protocol, and the log is gapless for who hears all', async () => {
    const { body } = await client.get('/events?after=0&limit=1000');
    for (const event of body.events as LoggedEvent[]) parses(EVENT_DATA[event.name], event.data);
    expect(body.more).toBe(false);
    const page = await client.get('/events?after=0&limit=3');
    expect(page.body.more).toBe(true);
    expect(
      (await client.get(`/events?after=${page.body.cursor}&limit=1000`)).body.events[0].cursor,
    ).toBeGreaterThan(page.body.cursor);
    expect((await client.get('/events?after=999999')).status).toBe(410);
  });

  test('every answer names the cursor that it is at least as new as', async () => {
    const before = house.house.events.head();
    const { headers } = await client.get('/conversations');
    expect(Number(headers.get('x-okno-cursor'))).toBeGreaterThanOrEqual(before);
  });

  test('what cannot be understood is kept, shown, downloaded and tried again', async () => {
    house.toy.network.pushRaw({ type: 'from the future', secret: 42 });
    await house.toy.network.confirmed();
    await house.doors.ingest.idle();
    const { body } = await client.get('/quarantine');
    expect(body.items).toHaveLength(1);
    const [item] = body.items;
    const raw = await client.get(`/quarantine/${item.id}/raw`);
    expect(JSON.parse(raw.body)).toEqual({ type: 'from the future', secret: 42 });
    expect(raw.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await client.post(`/quarantine/${item.id}/replay`)).body).toEqual({
      id: item.id,
      quarantined: true,
    });
    expect((await client.get('/snapshot')).body.quarantine).toBe(1);
  });

  test('people are found by name and number, messages by their words', async () => {
    const person = { id: 'd3', name: 'Жанна Ёлкина', phones: ['+7 916 555-44-33'] };
    const { conversation } = await clientWrites(house, person, 'Сколько стоит доставка?');
    const found = async (q: string) => (await client.get(`/search?q=${encodeURIComponent(q)}`)).body;
    while ((await found('доставка')).messages.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    for (const q of ['жанна', 'елкина', '9165554433']) {
      const ids = (await found(q)).contacts.map(({ id }: { id: string }) => id);
      expect(ids, q).toEqual([conversation.contact.id]);
    }
    expect((await found('доставку')).messages[0]).toMatchObject({
      contact: { name: 'Жанна Ёлкина' },
      message: { text: 'Сколько стоит доставка?' },
    });
    expect(await found('нетутакого')).toEqual({ contacts: [], messages: [] });
  });

  test('a draft stays until it is forgotten and is seen by colleagues of the conversation', async () => {
    const { conversation } = await clientWrites(house, { id: 'd2', name: 'Egor' }, 'anybody there?');
    const colleague = await house.person('operator');
    const put = await colleague.client.put(`/conversations/${conversation.id}/draft`, { text: 'I am wri' });
    expect(put.body).toMatchObject({
      text: 'I am wri',
      user: colleague.user._id,
      conversation: conversation.id,
    });
    const { body } = await client.get(`/conversations/${conversation.id}/drafts`);
    expect(body.items).toEqual([put.body]);
    expect((await colleague.client.get('/drafts')).body.items).toEqual([put.body]);
    await colleague.client.delete(`/conversations/${conversation.id}/draft`);
    expect((await colleague.client.get('/drafts')).body.items).toEqual([]);
  });

  test('an account is tested, changed and removed; its secret stays inside', async () => {
    const tested = await client.post('/accounts/test', { channel: 'toy', settings: { address: 'main' } });
    expect(tested.body).toMatchObject({ ok: true, self: 'main' });
    const wrong = await client.post('/accounts', { channel: 'toy', name: 'x', settings: { address: '' } });
    expect(wrong.body.error).toMatchObject({ code: 'invalid', field: 'settings.address' });
    expect(
      (await client.post('/accounts', { channel: 'pigeon', name: 'x', settings: {} })).body.error.field,
    ).toBe('channel');
    const made = await client.post('/accounts', {
      channel: 'toy',
      name: 'Second',
      settings: { address: 'second', token: 'hidden' },
    });
    expect(made.body.settings).toEqual({ address: 'second', token: true });
    const path = `/accounts/${made.body.id}`;
    const renamed = await client.patch(path, { name: 'Other', settings: { address: 'third', token: true } });
    expect(renamed.body).toMatchObject({ name: 'Other', settings: { address: 'third', token: true } });
    expect((await client.patch(path, { enabled: false })).body.health.state).toBe('off');
    expect((await client.delete(path)).status).toBe(204);
    expect((await client.delete(path)).status).toBe(404);
  });

  test('answers, ready ones and settings are kept by who may keep them', async () => {
    const { client: operator } = await house.person('operator');
    expect(
      (await operator.post('/canned-replies', { shortcut: 'hi', title: 'Hi', text: 'Hello', shared: true }))
        .status,
    ).toBe(403);
    const shared = await client.post('/canned-replies', {
      shortcut: 'привет',
      title: 'Hi',
      text: 'Здравствуйте',
      shared: true,
    });
    expect((await operator.get('/canned-replies')).body.items).toEqual([shared.body]);
    expect((await operator.delete(`/canned-replies/${shared.body.id}`)).status).toBe(403);
    expect((await client.put('/settings/house', { value: { undoSeconds: 5 } })).body.value).toMatchObject({
      undoSeconds: 5,
    });
    expect((await client.put('/settings/house', { value: { undoSeconds: 'x' } })).status).toBe(400);
    expect((await client.put('/settings/unknown', { value: {} })).status).toBe(404);
  });
});

describe('the doors for machines', () => {
  test('the description names every route with its parameters and refuses nothing it allows', async () => {
    const { body } = await house.nobody.get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const described = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.sort()).toEqual(TABLE.map(({ method, path }) => `${method} ${path}`).sort());
    const page = await house.nobody.get('//api/docs');
    for (const { path, about } of TABLE) {
      expect(page.body).toContain(path);
      expect(page.body).toContain(about.replace(/&/g, '&amp;'));
    }
  });

  test('no route is there twice', () => {
    const names = TABLE.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':x')}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('health, readiness and figures', async () => {
    expect((await house.nobody.get('//healthz')).body).toEqual({ status: 'ok' });
    expect((await house.nobody.get('//readyz')).status).toBe(200);
    expect((await house.nobody.get('//metrics')).status).toBe(401);
    const figures = await house.nobody.ask('GET', '//metrics', undefined, {
      authorization: 'Bearer a token for the metrics',
    });
    expect(figures.body).toMatch(/okno_event_cursor \d+/);
    expect(figures.body).toMatch(/okno_http_request_seconds_bucket/);
    expect(figures.body).toMatch(/process_resident_memory_bytes/);
  });

  test('a push for an unknown account, and one for an account without pushes, are told apart from a restart', async () => {
    const { body } = await client.get('/accounts');
    const known = body.items[0];
    expect((await house.nobody.post(`//hooks/toy/${known.id}`, {})).status).toBe(503);
    expect((await house.nobody.post(`//hooks/other/${known.id}`, {})).status).toBe(404);
    expect((await house.nobody.post('//hooks/toy/unknown', {})).status).toBe(404);
  });

  test('an unknown address is told so as JSON, below the API and elsewhere', async () => {
    expect((await client.get('/nothing')).body.error.code).toBe('not_found');
    const elsewhere = await house.nobody.ask('POST', '//nothing', {});
    expect(elsewhere.body.error.code).toBe('not_found');
  });
});
