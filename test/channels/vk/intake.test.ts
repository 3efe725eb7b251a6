import { describe, expect, it } from 'vitest';
import { vk } from '../../../adapters/vk/index.ts';
import {
  adapter,
  callback,
  events,
  freshCommunity,
  listening,
  network,
  sink,
  start,
  words,
} from './harness.ts';

freshCommunity();

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
