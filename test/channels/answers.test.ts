import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telegram } from '../../adapters/telegram/index.ts';
import { viber } from '../../adapters/viber/index.ts';
import { createViberCall } from '../../adapters/viber/rest.ts';
import { vk } from '../../adapters/vk/index.ts';
import type { AdapterHost, Channel, SendResult } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { accountId, chatId, userId } from '../../channels/ids.ts';
import type { OutboundFile } from '../../channels/outbound.ts';
import { plain } from '../../channels/richtext.ts';
import { adapterHost, recordingSink } from '../support/adapter-host.ts';

/** What networks answered, word for word, and what has to come of it. */
const never = new AbortController().signal;
const fixtures = new URL('../fixtures/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, fixtures), 'utf8');

interface Recorded {
  status: number;
  headers: Record<string, string>;
  body: string;
}
type Route = readonly [path: RegExp, answer: Recorded];

let server: Server;
let routes: Route[] = [];
let origin: string;
let asked: string[] = [];
const tested = new Set<string>();

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push(path);
      const answer = routes.find(([pattern]) => pattern.test(path))?.[1];
      response.writeHead(answer?.status ?? 404, answer?.headers ?? {});
      response.end(answer?.body ?? '');
    });
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

/** Files of one network hold the whole answer, those of the others its body. */
function recorded(path: string): Recorded {
  tested.add(path);
  const text = read(path);
  const whole = JSON.parse(text) as {
    http_status?: number;
    headers?: Record<string, string>;
    body?: unknown;
  };
  if (whole.http_status === undefined) return { status: 200, headers: {}, body: text };
  const body = typeof whole.body === 'string' ? whole.body : JSON.stringify(whole.body);
  return { status: whole.http_status, headers: whole.headers ?? {}, body };
}
const json = (value: unknown): Recorded => ({ status: 200, headers: {}, body: JSON.stringify(value) });

const file = (kind: OutboundFile['kind'], name: string, mime: string): OutboundFile => {
  return { kind, key: name, name, mime, size: 4 };
};
const FILES = { 'a.jpg': Buffer.from('abcd'), 'a.pdf': Buffer.from('abcd'), 'a.ogg': Buffer.from('abcd') };

function adapterOf(channel: Channel, settings: object, extra: Partial<AdapterHost> = {}) {
  const parsed = channel.parseSettings(settings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return channel.createAdapter(adapterHost(parsed.settings, { files: FILES, ...extra }));
}
const channels = {
  telegram: () =>
    adapterOf(telegram, { token: '7100000001:AAExampleTokenForTests-0123456789abcdef', apiRoot: origin }),
  vk: () => adapterOf(vk, { token: 'vk1.a.example-community-token', groupId: 224433110, apiRoot: origin }),
  viber: () =>
    adapterOf(viber, { token: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9', apiRoot: origin }),
};
const codecs = { telegram, vk, viber };
const CHATS = { telegram: '5823014977', vk: '712345678', viber: 'jc9HsWTZ2Yf2NkRZ8KcNug==' };
type Name = keyof typeof channels;

async function send(name: Name, files: OutboundFile[] = []): Promise<SendResult | ChannelError> {
  const message = {
    id: '0123456789abcdef01234567',
    chat: chatId(CHATS[name]),
    text: plain('hello'),
    files,
    createdAt: 1,
  };
  const { parts } = codecs[name].codec.encode(message, { id: accountId('a') });
  return channels[name]()
    .send({ message, parts, doneParts: [] }, never)
    .catch((error: ChannelError) => error);
}

describe('refusals', () => {
  it.each([
    ['telegram/82-response-error-403-bot-blocked-by-user.json', 'recipient_blocked', 'not-sent'],
    ['telegram/83-response-error-403-user-deactivated.json', 'recipient_unknown', 'not-sent'],
    ['telegram/84-response-error-400-chat-not-found.json', 'recipient_unknown', 'not-sent'],
    ['telegram/86-response-error-400-group-migrated.json', 'rejected', 'not-sent'],
    ['telegram/87-response-error-400-cannot-parse-entities.json', 'rejected', 'not-sent'],
    ['telegram/88-response-error-429-flood-control.json', 'rate_limited', 'not-sent'],
    ['telegram/89-response-error-401-bad-token.json', 'unauthorised', 'not-sent'],
    ['telegram/90-response-error-409-other-getupdates.json', 'duplicate_consumer', 'not-sent'],
    ['telegram/91-response-error-502-not-json-from-a-proxy.json', 'unreachable_network', 'maybe-sent'],
    ['vk/64-error-6-too-many-per-second.json', 'rate_limited', 'not-sent'],
    ['vk/65-error-9-flood-control.json', 'rate_limited', 'not-sent'],
    ['vk/67-error-27-group-token-invalid.json', 'unauthorised', 'not-sent'],
    ['vk/68-error-29-rate-limit-reached.json', 'rate_limited', 'not-sent'],
    ['vk/70-error-901-no-permission.json', 'recipient_blocked', 'not-sent'],
    ['vk/71-error-902-privacy.json', 'recipient_blocked', 'not-sent'],
    ['vk/73-error-914-message-too-long.json', 'too_large', 'not-sent'],
    ['vk/74-error-14-captcha.json', 'rejected', 'not-sent'],
    ['viber/35-response-send-message-status-2-invalid-auth-token.json', 'unauthorised', 'not-sent'],
    ['viber/36-response-send-message-status-3-bad-data.json', 'rejected', 'not-sent'],
    ['viber/37-response-send-message-status-5-receiver-not-registered.json', 'recipient_unknown', 'not-sent'],
    ['viber/38-response-send-message-status-6-receiver-not-subscribed.json', 'recipient_blocked', 'not-sent'],
    ['viber/39-response-send-message-status-12-too-many-requests.json', 'rate_limited', 'not-sent'],
    ['viber/40-response-send-message-status-13-api-version-not-supported.json', 'unsupported', 'not-sent'],
    ['viber/41-response-send-message-status-23-free-messages-exceeded.json', 'window_closed', 'not-sent'],
    ['viber/42-response-send-message-status-24-no-balance.json', 'window_closed', 'not-sent'],
  ] as const)('%s is %s', async (path, code, certainty) => {
    routes = [[/./, recorded(path)]];
    const error = await send(path.split('/')[0] as Name);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ code, certainty });
    if (path.includes('migrated')) expect(error).toMatchObject({ movedTo: '-1002233445599' });
    if (path.includes('429')) expect(error).toMatchObject({ retryAfterMs: 7000 });
    expect(String(error)).not.toMatch(/AAExampleToken|vk1\.a\.example-community|445da6az1s/);
  });

  it('a webhook address that cannot be reached asks for other settings', async () => {
    routes = [
      [/set_webhook/, recorded('viber/33-response-set-webhook-invalid-url.json')],
      [/get_account_info/, recorded('viber/44-response-get-account-info.json')],
    ];
    const sink = recordingSink();
    const adapter = adapterOf(
      viber,
      { token: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9', apiRoot: origin },
      { webhookUrl: 'https://okno.example/hooks/viber/a' },
    );
    await adapter.start(sink, never);
    expect(await sink.reached('blocked')).toMatchObject({ action: 'reconfigure', error: 'rejected' });
    await adapter.stop();
  });

  it('saying the same again is no failure', async () => {
    routes = [[/./, recorded('telegram/85-response-error-400-message-not-modified.json')]];
    const message = { id: 'm', chat: chatId(CHATS.telegram), text: plain('hello'), files: [], createdAt: 1 };
    await expect(
      channels.telegram().edit?.(message.chat, '4201' as never, message, never),
    ).resolves.toBeUndefined();
  });
});

describe('successes', () => {
  it.each([
    ['telegram/79-response-sendmessage-ok.json', 'telegram', [], ['4201']],
    [
      'telegram/80-response-sendmediagroup-ok.json',
      'telegram',
      [file('image', 'a.jpg', 'image/jpeg'), file('image', 'a.jpg', 'image/jpeg')],
      ['4202', '4203'],
    ],
    ['vk/61-response-messages-send-peer-id.json', 'vk', [], ['g5043']],
    ['vk/62-response-messages-send-peer-ids-with-one-failure.json', 'vk', [], ['152']],
    ['viber/34-response-send-message-ok.json', 'viber', [], ['4912661846655238145']],
  ] as const)('%s names the message', async (path, name, files, ids) => {
    routes = [[/./, recorded(path)]];
    expect(await send(name, [...files])).toMatchObject({ kind: 'accepted', parts: [{ index: 0, ids }] });
  });

  it.each([
    [
      'image',
      'a.jpg',
      'image/jpeg',
      [
        '76-response-photos-getmessagesuploadserver',
        '77-response-photo-upload',
        '78-response-photos-savemessagesphoto',
      ],
    ],
    [
      'file',
      'a.pdf',
      'application/pdf',
      ['76-response-photos-getmessagesuploadserver', '79-response-doc-upload', '80-response-docs-save'],
    ],
    [
      'voice',
      'a.ogg',
      'audio/ogg',
      [
        '76-response-photos-getmessagesuploadserver',
        '79-response-doc-upload',
        '81-response-docs-save-audio-message',
      ],
    ],
  ] as const)('a %s goes up in three steps', async (kind, name, mime, [place, taken, saved]) => {
    const upload = { ...JSON.parse(recorded(`vk/${place}.json`).body).response, upload_url: `${origin}/up` };
    routes = [
      [/UploadServer/, json({ response: upload })],
      [/^\/up/, recorded(`vk/${taken}.json`)],
      [/save/, recorded(`vk/${saved}.json`)],
      [
        /messages\.send/,
        json({ response: [{ peer_id: 712345678, message_id: 1, conversation_message_id: 9 }] }),
      ],
    ];
    expect(await send('vk', [file(kind, name, mime)])).toMatchObject({
      kind: 'accepted',
      parts: [{ ids: ['9'] }],
    });
  });

  it('names and pictures of people', async () => {
    routes = [[/users\.get/, recorded('vk/75-response-users-get.json')]];
    expect(await channels.vk().profile?.(userId('712345678'), never)).toMatchObject({
      name: 'Елена Ковальчук',
      avatar: { url: 'https://sun9-3.userapi.com/olena200.jpg' },
    });
    routes = [[/get_user_details/, recorded('viber/45-response-get-user-details.json')]];
    expect(await channels.viber().profile?.(userId(CHATS.viber), never)).toMatchObject({
      name: 'Олена Ковальчук',
      language: 'uk-UA',
    });
  });

  it('a file is opened by the path that was named', async () => {
    routes = [
      [/getFile/i, recorded('telegram/81-response-getfile-ok.json')],
      [
        /^\/file\/.*documents\/file_118\.pdf$/,
        { status: 200, headers: { 'content-type': 'application/pdf' }, body: '%PDF' },
      ],
    ];
    const opened = await channels.telegram().openMedia({ fileId: 'x' }, never);
    expect([opened.name, opened.size, (await buffer(opened.stream)).toString()]).toEqual([
      'file_118.pdf',
      348211,
      '%PDF',
    ]);
  });

  it('an address for callbacks is registered, and the account known by name', async () => {
    routes = [
      [/set_webhook/, recorded('viber/32-response-set-webhook-ok.json')],
      [/get_account_info/, recorded('viber/44-response-get-account-info.json')],
    ];
    const sink = recordingSink();
    const adapter = adapterOf(
      viber,
      { token: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9', apiRoot: origin },
      { webhookUrl: 'https://okno.example/hooks/viber/a' },
    );
    await adapter.start(sink, never);
    await sink.reached('online');
    expect(sink.facts).toMatchObject({ self: 'pa:75346594275468546724', name: 'Тиха Гавань' });
    await adapter.stop();
  });

  it('tokens of 64 bits stay exact in answers of every shape', async () => {
    const call = createViberCall({ token: 'x'.repeat(30), apiRoot: origin });
    routes = [
      [/broadcast_message/, recorded('viber/43-response-broadcast-partly-failed.json')],
      [/get_online/, recorded('viber/46-response-get-online.json')],
    ];
    expect(await call('broadcast_message', {}, never)).toMatchObject({
      message_token: '40808912438712',
      failed_list: [{ status: 6 }, { status: 5 }],
    });
    expect(await call('get_online', {}, never)).toMatchObject({ users: [{}, {}, {}] });
  });

  it('a welcome has the documented shape', () => {
    const documented = JSON.parse(
      recorded('viber/47-response-welcome-message-body-our-side-answers.json').body,
    );
    expect(documented).toMatchObject({
      sender: { name: expect.any(String) },
      type: 'text',
      text: expect.any(String),
    });
    expect(documented).not.toHaveProperty('receiver');
  });
});

describe('what polls bring', () => {
  it('a batch is one envelope an update', async () => {
    const batch = recorded('telegram/78-response-getupdates-batch-with-three-chats.json');
    const updates = JSON.parse(batch.body).result as { update_id: number }[];
    routes = [
      [/getUpdates/i, batch],
      [/getMe/i, json({ ok: true, result: { id: 7100000001, is_bot: true, first_name: 'Тиха Гавань' } })],
      [/getWebhookInfo/i, json({ ok: true, result: { url: '' } })],
    ];
    const sink = recordingSink();
    const adapter = channels.telegram();
    await adapter.start(sink, never);
    const envelopes = await sink.holding(updates.length);
    await adapter.stop();
    expect([...new Set(envelopes.map(({ lane }) => lane))]).toEqual(['5823014977', '6741200355']);
    for (const { bytes } of envelopes) {
      const events = telegram.codec.decode(await telegram.readRaw(bytes, undefined), { id: accountId('a') });
      expect(events.map(({ kind }) => kind)).toEqual(['message']);
    }
  });

  let count = 0;
  const poll = async (first: string) => {
    // What an earlier poll still asks must not take this one's answers.
    count += 1;
    const way = `/lp-${count}-`;
    const place = {
      ...JSON.parse(recorded('vk/55-longpoll-getserver-response.json').body).response,
      server: `${origin}${way}`,
    };
    let answers = 0;
    const told = recorded(first);
    const empty = recorded('vk/57-longpoll-empty.json');
    routes = [
      [/getLongPollServer/, json({ response: place })],
      [/getConversations/, json({ response: { count: 0, items: [] } })],
      [
        new RegExp(way),
        {
          get status() {
            answers += 1;
            return 200;
          },
          headers: {},
          get body() {
            return answers <= 1 ? told.body : empty.body;
          },
        },
      ],
    ];
    asked = [];
    const sink = recordingSink();
    const adapter = channels.vk();
    await adapter.start(sink, never);
    while (asked.filter((path) => path.startsWith(way)).length < 2)
      await new Promise((next) => setTimeout(next, 5));
    await adapter.stop();
    const polls = asked
      .filter((path) => path.startsWith(way))
      .map((path) => new URLSearchParams(path.split('?')[1]).get('ts'));
    const keys = asked.filter((path) => path.includes('getLongPollServer')).length;
    return { sink, polls, keys };
  };

  it('events are stored before the place moves', async () => {
    const { sink, polls } = await poll('vk/56-longpoll-batch.json');
    const { updates } = JSON.parse(read('vk/56-longpoll-batch.json')) as { updates: { event_id: string }[] };
    expect(sink.envelopes.map(({ key }) => key)).toEqual(expect.arrayContaining([updates[0]?.event_id]));
    expect(polls.slice(0, 2)).toEqual(['1812', '1815']);
  });

  it.each([
    ['vk/58-longpoll-failed-1-history-outdated.json', '2950', 1],
    ['vk/59-longpoll-failed-2-key-expired.json', '1812', 2],
    ['vk/60-longpoll-failed-3-information-lost.json', '1812', 2],
  ])('%s is answered as documented', async (path, next, keys) => {
    const result = await poll(path);
    expect(result.polls[1]).toBe(next);
    expect(result.keys).toBe(keys);
  });
});

describe('the fixtures', () => {
  const payloads = (network: string) =>
    readdirSync(new URL(`${network}/`, fixtures)).filter((name) => !name.endsWith('.events.json'));
  const isEvent = (network: string, name: string) =>
    existsSync(new URL(`${network}/${name.replace(/\.(json|eml)$/, '.events.json')}`, fixtures));

  it.each(['telegram', 'vk', 'viber', 'email'])('of %s are all held to an expectation', (network) => {
    const data = ['signatures.json', 'expected.json'];
    const untested = payloads(network).filter(
      (name) => !isEvent(network, name) && !tested.has(`${network}/${name}`) && !data.includes(name),
    );
    expect(untested).toEqual([]);
  });
});
