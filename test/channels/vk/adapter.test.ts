import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vk } from '../../../adapters/vk/index.ts';
import type { AdapterHost, ChannelAdapter, SendRequest } from '../../../channels/contract.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import type { OutboundFile, OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import { createVkSimulator, type VkSimulator } from '../../simulators/vk/index.ts';
import { adapterHost, type RecordedSink, recordingSink } from '../../support/adapter-host.ts';
import { openWebhookDoor, type WebhookDoor } from '../../support/webhook-door.ts';

const never = new AbortController().signal;

let network: VkSimulator;
let door: WebhookDoor;
let sink: RecordedSink;
let adapter: ChannelAdapter;

beforeEach(async () => {
  network = await createVkSimulator({ retryMs: 5 });
  door = await openWebhookDoor();
  sink = recordingSink();
});

afterEach(async () => {
  await adapter.stop();
  await network.close();
  await door.close();
});

async function start(
  settings: object = {},
  extra: Partial<AdapterHost> & { files?: Record<string, Uint8Array> } = {},
) {
  const given = { token: network.token, groupId: network.groupId, apiRoot: network.url, ...settings };
  const parsed = vk.parseSettings(given);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  adapter = vk.createAdapter(adapterHost(parsed.settings, { webhookUrl: door.url, ...extra }));
  door.adapter = adapter;
  await adapter.start(sink, never);
}

/** The first start takes what is written from then on, so the place in the queue must be known. */
async function listening(...given: Parameters<typeof start>) {
  await start(...given);
  await sink.reached('online');
}

const callback = { mode: 'callback', secret: 'aQ81' };

async function events(): Promise<InboundEvent[]> {
  const account = { id: accountId('a1'), self: String(network.groupId) };
  const all = await Promise.all(sink.envelopes.map((envelope) => vk.readRaw(envelope.bytes, envelope.meta)));
  return all.flatMap((raw) => vk.codec.decode(raw, account));
}

async function words(): Promise<string[]> {
  return (await events()).flatMap((event) => (event.kind === 'message' ? [event.content.text.text] : []));
}

function request(peer: number, message: Partial<OutboundMessage>): SendRequest {
  const whole: OutboundMessage = {
    id: 'm1',
    chat: chatId(String(peer)),
    text: plain(''),
    files: [],
    createdAt: 0,
    ...message,
  };
  return { message: whole, parts: vk.codec.encode(whole, { id: accountId('a1') }).parts, doneParts: [] };
}

describe('long poll', () => {
  it('keeps the place in the same breath as the events', async () => {
    await listening();
    await network.person('Игорь').says('раз');
    await sink.holding(1);
    await expect.poll(() => sink.cursor).toEqual({ ts: expect.stringMatching(/^\d+$/) });
    const place = sink.cursor;
    await adapter.stop();
    await network.person('Игорь').says('два');
    await start({}, { cursor: place });
    await sink.holding(2);
    expect(await words()).toEqual(['раз', 'два']);
  });

  it('asks again for what could not be stored', async () => {
    await listening();
    sink.refusal = new Error('store away');
    await network.person('Игорь').says('не потеряйся');
    await sink.reached('degraded');
    sink.refusal = undefined;
    await sink.holding(1);
    expect(await words()).toEqual(['не потеряйся']);
  });

  it('takes a new key and goes on from the same place', async () => {
    await listening();
    await network.person('Игорь').says('раз');
    await sink.holding(1);
    network.expireKey();
    await network.person('Игорь').says('два');
    await sink.holding(2);
    expect(await words()).toEqual(['раз', 'два']);
  });

  it('finds in the history what the queue has lost', async () => {
    await network.person('Игорь').says('пока никто не слушал');
    const place = { ts: '1' };
    network.forgetHistory();
    await start({}, { cursor: place });
    await sink.holding(1);
    expect(await words()).toEqual(['пока никто не слушал']);
  });

  it('never stores that somebody types, and says it all the same', async () => {
    const hints: unknown[] = [];
    sink.hint = (raw) => hints.push(raw);
    await listening();
    await network.person('Игорь').types();
    await expect.poll(() => hints.length).toBe(1);
    expect(sink.envelopes).toHaveLength(0);
  });
});

describe('callbacks', () => {
  it('are registered, confirmed, stored and answered with ok', async () => {
    await start(callback);
    await sink.reached('online');
    network.faults.repeats = 3;
    await network.person('Игорь').says('привет');
    expect(await words()).toEqual(['привет']);
    expect(Buffer.from(sink.envelopes[0]?.bytes ?? []).toString()).not.toContain(callback.secret);
  });

  it('come again until the store is back', async () => {
    await start(callback);
    await sink.reached('online');
    sink.refusal = new Error('store away');
    const said = network.person('Игорь').says('привет');
    setTimeout(() => {
      sink.refusal = undefined;
    }, 15);
    await said;
    expect(await words()).toEqual(['привет']);
  });

  it.each([
    ['a wrong secret', { secret: 'other' }],
    ['no secret', {}],
    ['another community', { secret: callback.secret, group_id: 1 }],
  ])('with %s are refused', async (_name, difference) => {
    await start(callback);
    const event = { type: 'message_new', group_id: network.groupId, object: {}, ...difference };
    const answer = await adapter.webhook?.({
      headers: {},
      query: {},
      body: Buffer.from(JSON.stringify(event)),
    });
    expect(answer?.status).toBe(403);
    expect(sink.envelopes).toHaveLength(0);
  });

  it('need a secret in the settings', () => {
    const settings = { token: network.token, groupId: 1, mode: 'callback' };
    adapter = { stop: async () => undefined } as ChannelAdapter;
    expect(vk.parseSettings(settings)).toMatchObject({ ok: false, problems: [{ field: 'secret' }] });
  });
});

describe('whose words are forwarded', () => {
  const forward = (author: number | string, text: string, inner: object[] = []) => ({
    from_id: Number(author),
    date: 1_760_000_000,
    text,
    attachments: [],
    fwd_messages: inner,
  });

  it.each([
    ['the long poll', {}],
    ['a callback', callback],
  ])('is asked for by name before the event is stored, behind %s', async (_way, settings) => {
    await listening(settings);
    const [oleg, vera] = [network.person('Олег'), network.person('Вера')];
    const inner = forward(vera.id, 'первое слово');
    await network.person('Анна').says('Вот', {
      fwd_messages: [forward(oleg.id, 'смотри', [inner]), forward(99_999, 'кто это')],
    });
    await sink.holding(1);
    const [event] = await events();
    const forwards = event?.kind === 'message' ? event.content.forwards : undefined;
    expect(forwards?.map(({ from }) => from?.author)).toEqual([expect.stringContaining('Олег'), '99999']);
    expect(forwards?.[0]?.content.forwards?.[0]?.from?.author).toContain('Вера');
  });
});

describe('a message that an event cuts', () => {
  const photo = { type: 'photo', photo: { id: 7, owner_id: 1, sizes: [{ url: 'https://x.example/1.jpg' }] } };
  const said = async () => {
    const [event] = await events();
    return event?.kind === 'message' ? event.content : undefined;
  };

  it.each([
    ['the long poll', {}],
    ['a callback', callback],
  ])('is fetched whole before it is stored, behind %s', async (_way, settings) => {
    await listening(settings);
    network.faults.crop = true;
    await network.person('Анна').says('Смотрите, что пришло', { attachments: [photo] });
    await sink.holding(1);
    expect(await said()).toMatchObject({
      text: { text: 'Смотрите, что пришло' },
      attachments: [{ kind: 'image' }],
      cards: [],
    });
  });

  it('is stored cut, and says so, where the whole one cannot be had', async () => {
    await listening();
    network.faults.crop = true;
    network.faults.wholeGone = true;
    await network.person('Анна').says('Смотрите', { attachments: [photo] });
    await sink.holding(1);
    expect(await said()).toMatchObject({
      attachments: [],
      cards: [{ kind: 'placeholder', what: 'cropped' }],
    });
  });
});

describe('sending', () => {
  it('gives the number that later events use', async () => {
    await start(callback);
    await sink.reached('online');
    const person = network.person('Игорь');
    await person.says('?');
    const result = await adapter.send(request(person.id, { text: plain('да') }), never);
    const [sent] = network.sent();
    expect(result).toEqual({
      kind: 'accepted',
      parts: [{ index: 0, ids: [String(sent?.conversation_message_id)] }],
    });
    await sink.holding(2);
    const echo = (await events()).find((event) => event.kind === 'message' && event.direction === 'out');
    expect(echo).toMatchObject({ echoOf: request(person.id, { text: plain('да') }).parts[0]?.echoKey });
  });

  it('is the same message when the answer is lost and the send repeated', async () => {
    await start();
    const person = network.person('Игорь');
    await person.says('?');
    network.faults.dropAfterTaking = 1;
    const lost = await adapter
      .send(request(person.id, { text: plain('да') }), never)
      .catch((error: unknown) => error);
    expect(lost).toMatchObject({ certainty: 'maybe-sent' });
    await adapter.send(request(person.id, { text: plain('да') }), never);
    expect(network.sent()).toHaveLength(1);
  });

  it('uploads pictures and documents and sends them with the words in one message', async () => {
    const files: OutboundFile[] = [
      { kind: 'image', key: 'a', name: 'фото.jpg', mime: 'image/jpeg', size: 3 },
      { kind: 'file', key: 'b', name: 'Договор "7".pdf', mime: 'application/pdf', size: 4 },
    ];
    await start({}, { files: { a: Buffer.from('jpg'), b: Buffer.from('%PDF') } });
    const person = network.person('Игорь');
    await person.says('?');
    await adapter.send(request(person.id, { text: plain('вот'), files }), never);
    expect(network.files().map((file) => Buffer.from(file.bytes).toString())).toEqual(['jpg', '%PDF']);
    expect(network.sent()).toMatchObject([
      { text: 'вот', attachments: [{ type: 'photo' }, { type: 'doc' }] },
    ]);
  });

  it.each([
    [6, 'rate_limited'],
    [9, 'rate_limited'],
    [901, 'recipient_blocked'],
    [914, 'too_large'],
  ])('error %i is %s and certainly not sent', async (code, expected) => {
    await start();
    const person = network.person('Игорь');
    await person.says('?');
    network.faults.errors.push(code);
    const failure = await adapter
      .send(request(person.id, { text: plain('да') }), never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: expected, certainty: 'not-sent' });
  });

  it('edits, removes and answers a button', async () => {
    await start();
    const person = network.person('Игорь');
    await person.says('?');
    const result = await adapter.send(request(person.id, { text: plain('да') }), never);
    const id = result.kind === 'accepted' ? result.parts[0]?.ids[0] : undefined;
    if (id === undefined) throw new Error('no id');
    const chat = chatId(String(person.id));
    await adapter.edit?.(chat, id, request(person.id, { text: plain('нет') }).message, never);
    expect(network.sent()).toMatchObject([{ text: 'нет' }]);
    await adapter.answerButton?.(`${person.id}:${person.id}:abc`, 'спасибо', never);
    await adapter.remove?.(chat, [id], never);
    expect(network.sent()).toEqual([]);
  });
});

describe('around', () => {
  it('asks for many names in one request and fetches a picture', async () => {
    await listening();
    const people = ['Игорь Петров', 'Олена Коваль', 'Азиз'].map((name) => network.person(name));
    const found = await Promise.all(
      people.map((person) => adapter.profile?.(String(person.id) as never, never)),
    );
    expect(found.map((person) => person?.name)).toEqual(['Игорь Петров', 'Олена Коваль', 'Азиз']);
    await people[0]?.sendsPhoto(Buffer.from('jpg'));
    await sink.holding(1);
    const [event] = await events();
    const ref = event?.kind === 'message' ? event.content.attachments[0]?.ref : undefined;
    const media = await adapter.openMedia(ref ?? {}, never);
    const chunks: Uint8Array[] = [];
    for await (const chunk of media.stream) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('jpg');
  });

  it('blocks on a wrong token and names the field in the test', async () => {
    await start({ token: 'wrong-token-of-some-length' });
    expect(await sink.reached('blocked')).toMatchObject({ action: 're-authorise' });
    const settings = { token: 'wrong-token-of-some-length', groupId: network.groupId, apiRoot: network.url };
    expect(await vk.test(settings, never)).toMatchObject({ ok: false, field: 'token' });
    expect(await vk.test({ ...settings, token: network.token }, never)).toMatchObject({
      ok: true,
      name: 'Тихая гавань',
    });
  });
});
