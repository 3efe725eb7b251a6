import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { viber } from '../../../adapters/viber/index.ts';
import type { ChannelAdapter, SendRequest } from '../../../channels/contract.ts';
import { ChannelError } from '../../../channels/errors.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import type { OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import { createViberSimulator, type ViberSimulator } from '../../simulators/viber/index.ts';
import { adapterHost, type RecordedSink, recordingSink } from '../../support/adapter-host.ts';
import { openWebhookDoor, type WebhookDoor } from '../../support/webhook-door.ts';

const account = { id: accountId('account-1') };
const never = new AbortController().signal;

let network: ViberSimulator;
let door: WebhookDoor;
let sink: RecordedSink;
let adapter: ChannelAdapter;

beforeEach(async () => {
  network = await createViberSimulator({ retryMs: 5 });
  door = await openWebhookDoor();
  sink = recordingSink();
  adapter = started({});
  await sink.reached('online');
});

afterEach(async () => {
  await adapter.stop();
  await network.close();
  await door.close();
});

function started(settings: object): ChannelAdapter {
  const parsed = viber.parseSettings({ token: network.token, apiRoot: network.url, ...settings });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const made = viber.createAdapter(
    adapterHost(parsed.settings, {
      webhookUrl: door.url,
      publicLink: (file) => `https://files.example/${file.key}/${encodeURIComponent(file.name)}`,
    }),
  );
  door.adapter = made;
  void made.start(sink, never);
  return made;
}

async function events(): Promise<InboundEvent[]> {
  const read = sink.envelopes.map(async (envelope) =>
    viber.codec.decode(await viber.readRaw(envelope.bytes, envelope.meta), account),
  );
  return (await Promise.all(read)).flat();
}

function request(
  chat: string,
  message: Partial<OutboundMessage>,
  done: SendRequest['doneParts'] = [],
): SendRequest {
  const whole: OutboundMessage = {
    id: 'm1',
    chat: chatId(chat),
    text: plain(''),
    files: [],
    createdAt: 0,
    ...message,
  };
  return { message: whole, parts: viber.codec.encode(whole, account).parts, doneParts: done };
}

describe('intake', () => {
  it('stores before it answers: a callback is repeated until the store is back, and lands once', async () => {
    sink.refusal = new Error('store away');
    const said = network.person('Олена').says('Добрий день');
    setTimeout(() => {
      sink.refusal = undefined;
    }, 15);
    await said;
    expect(await events()).toMatchObject([{ kind: 'message', content: { text: { text: 'Добрий день' } } }]);
  });

  it('keeps one of repeated callbacks', async () => {
    network.faults.repeats = 3;
    await network.person('Ігор').says('раз');
    expect(sink.envelopes).toHaveLength(1);
  });

  it('refuses a body that was changed on the way', async () => {
    const answer = await adapter.webhook?.({
      headers: { 'x-viber-content-signature': 'ab'.repeat(32) },
      query: {},
      body: Buffer.from('{"event":"message"}'),
    });
    expect(answer?.status).toBe(403);
    expect(sink.envelopes).toHaveLength(0);
  });

  it('keeps signed bytes that are not JSON for the quarantine', async () => {
    expect((await network.callback('{broken')).status).toBe(200);
    expect(sink.envelopes).toHaveLength(1);
  });

  it('welcomes a person who opens the chat, in the answer itself', async () => {
    await adapter.stop();
    adapter = started({ welcome: 'Вітаємо!' });
    await expect.poll(() => sink.states.filter((state) => state.state === 'online').length).toBe(2);
    const welcome = await network.person('Марія').opens('lnk_1');
    expect(welcome).toMatchObject({
      type: 'text',
      text: 'Вітаємо!',
      sender: { name: 'Тиха Гавань' },
    });
    expect(await events()).toMatchObject([{ kind: 'reachability', reachable: false, source: 'lnk_1' }]);
  });

  it('opens the file of a picture', async () => {
    await network
      .person('Олег')
      .sends({ type: 'picture', bytes: Buffer.from('png'), name: 'a.png', mime: 'image/png' });
    const [event] = await events();
    if (event?.kind !== 'message') throw new Error('no message');
    const media = await adapter.openMedia(event.content.attachments[0]?.ref ?? {}, never);
    const chunks: Uint8Array[] = [];
    for await (const chunk of media.stream) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('png');
    expect(media.mime).toBe('image/png');
  });
});

describe('sending', () => {
  it('answers with exact tokens, and receipts name the same message', async () => {
    const person = network.person('Олена');
    await person.says('є хто?');
    const result = await adapter.send(request(person.id, { text: plain('так') }), never);
    if (result.kind !== 'accepted') throw new Error('not accepted');
    await sink.holding(2);
    const receipt = (await events()).find((event) => event.kind === 'receipt');
    expect(receipt).toMatchObject({ state: 'delivered', id: result.parts[0]?.ids[0] });
  });

  it('sends a file by public link and the words before it', async () => {
    const person = network.person('Олена');
    await person.says('надішліть договір');
    const file = { kind: 'file', key: 'k1', name: 'Договір.pdf', mime: 'application/pdf', size: 10 } as const;
    await adapter.send(request(person.id, { text: plain('ось'), files: [file] }), never);
    expect(network.sent().map((sent) => sent.message)).toMatchObject([
      { type: 'text', text: 'ось' },
      {
        type: 'file',
        file_name: 'Договір.pdf',
        media: 'https://files.example/k1/%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80.pdf',
      },
    ]);
  });

  it('does not repeat parts that are done', async () => {
    const person = network.person('Олена');
    await person.says('?');
    const long = plain('слово '.repeat(2000));
    const first = await adapter.send(request(person.id, { text: long }), never);
    const parts = first.kind === 'accepted' ? first.parts : [];
    await adapter.send(request(person.id, { text: long }, parts.slice(0, 1)), never);
    expect(parts).toHaveLength(2);
    expect(network.sent()).toHaveLength(3);
  });

  it.each([
    [5, 'recipient_unknown', 'not-sent'],
    [6, 'recipient_blocked', 'not-sent'],
    [12, 'rate_limited', 'not-sent'],
    [23, 'window_closed', 'not-sent'],
    [77, 'unknown', 'maybe-sent'],
  ])('status %i is %s and %s', async (status, code, certainty) => {
    const person = network.person('Олена');
    await person.says('?');
    network.faults.statuses.push(status);
    const failure = await adapter
      .send(request(person.id, { text: plain('так') }), never)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ChannelError);
    expect(failure).toMatchObject({ code, certainty });
  });

  it('does not know what became of a send whose answer was lost', async () => {
    const person = network.person('Олена');
    await person.says('?');
    network.faults.dropAfterTaking = 1;
    const failure = await adapter
      .send(request(person.id, { text: plain('так') }), never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unreachable_network', certainty: 'maybe-sent' });
    expect(network.sent()).toHaveLength(1);
  });

  it('tells which parts went before a failure', async () => {
    const person = network.person('Олена');
    await person.says('?');
    network.faults.statuses.push(0, 12);
    const failure = await adapter
      .send(request(person.id, { text: plain('слово '.repeat(2000)) }), never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'rate_limited',
      certainty: 'partly-sent',
      sentParts: [{ index: 0 }],
    });
  });

  it('asks for the phone and believes the card that comes back', async () => {
    const person = network.person('Олена');
    await person.says('?');
    const buttons = [[{ label: 'Мій номер', kind: 'share-phone' as const }]];
    await adapter.send(request(person.id, { text: plain('Ваш номер?'), buttons }), never);
    const tracking = String(network.sent()[0]?.message.tracking_data);
    await person.sharesContact({ name: 'Олена', phone_number: '380671112233' }, tracking);
    const cards = (await events()).flatMap((event) => (event.kind === 'message' ? event.content.cards : []));
    expect(cards).toMatchObject([{ kind: 'contact', own: true }]);
  });
});

describe('trouble at the start', () => {
  it.each([['a wrong token', { token: 'x'.repeat(30) }, 're-authorise']])(
    '%s blocks the account with a remedy',
    async (_name, settings, action) => {
      await adapter.stop();
      sink.states.length = 0;
      adapter = started(settings);
      expect(await sink.reached('blocked')).toMatchObject({ action });
      expect(JSON.stringify(sink.states)).not.toContain('x'.repeat(30));
    },
  );

  it('is retried while the network does not answer', async () => {
    await adapter.stop();
    sink.states.length = 0;
    network.faults.html = 1;
    adapter = started({});
    expect(await sink.reached('degraded')).toMatchObject({ error: 'unreachable_network' });
    await sink.reached('online');
  });

  it('says which field is wrong', () => {
    expect(viber.parseSettings({ token: 'short', nick: 1 })).toMatchObject({
      ok: false,
      problems: [
        { field: 'token', code: 'invalid' },
        { field: 'nick', code: 'unknown' },
      ],
    });
  });

  it('tests an account without changing it', async () => {
    const settings = { token: network.token, apiRoot: network.url };
    expect(await viber.test(settings, never)).toMatchObject({ ok: true, name: 'Тиха Гавань' });
    expect(await viber.test({ ...settings, token: 'wrong-token-of-some-length' }, never)).toMatchObject({
      ok: false,
      error: 'unauthorised',
      field: 'token',
    });
  });
});
