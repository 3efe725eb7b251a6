import { existsSync, readdirSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telegram } from '../../adapters/telegram/index.ts';
import { createViberCall } from '../../adapters/viber/rest.ts';
import { ChannelError } from '../../channels/errors.ts';
import { accountId, type ExternalId, userId } from '../../channels/ids.ts';
import { plain } from '../../channels/richtext.ts';
import { recordingSink } from '../support/adapter-host.ts';
import {
  accountOf,
  adapterOf,
  file,
  fixtures,
  json,
  never,
  type RecordedNetwork,
  read,
  recordedAt,
  sendThrough,
  startRecorded,
} from './recorded.ts';

/** What networks answered, word for word, and what has to come of it. */
let network: RecordedNetwork;
const tested = new Set<string>();

beforeAll(async () => {
  network = await startRecorded();
});
afterAll(() => network.close());

function recorded(path: string) {
  tested.add(path);
  return recordedAt(path);
}
const nameIn = (path: string): string => path.split('/')[0] ?? '';

/** An account that is pushed to, at the moment its address is registered. */
async function registers(answer: string) {
  network.answers(
    [/set_webhook/, recorded(answer)],
    [/get_account_info/, recorded('viber/44-response-get-account-info.json')],
  );
  const sink = recordingSink();
  const webhookUrl = 'https://okno.example/hooks/viber/a';
  const adapter = adapterOf('viber', network.origin, { webhookUrl });
  await adapter.start(sink, never);
  return { sink, adapter };
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
    network.answers([/./, recorded(path)]);
    const error = await sendThrough(nameIn(path), network.origin);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ code, certainty });
    if (path.includes('migrated')) expect(error).toMatchObject({ movedTo: '-1002233445599' });
    if (path.includes('429')) expect(error).toMatchObject({ retryAfterMs: 7000 });
    expect(String(error)).not.toMatch(/AAExampleToken|vk1\.a\.example-community|445da6az1s/);
  });

  it('a webhook address that cannot be reached asks for other settings', async () => {
    const { sink, adapter } = await registers('viber/33-response-set-webhook-invalid-url.json');
    expect(await sink.reached('blocked')).toMatchObject({ action: 'reconfigure', error: 'rejected' });
    await adapter.stop();
  });

  it('saying the same again is no failure', async () => {
    network.answers([/./, recorded('telegram/85-response-error-400-message-not-modified.json')]);
    const { chat } = accountOf('telegram');
    const message = { id: 'm', chat, text: plain('hello'), files: [], createdAt: 1 };
    const adapter = adapterOf('telegram', network.origin);
    await expect(adapter.edit?.(chat, '4201' as ExternalId, message, never)).resolves.toBeUndefined();
  });
});

describe('successes', () => {
  const two = [file('image', 'a.jpg', 'image/jpeg'), file('image', 'a.jpg', 'image/jpeg')];
  it.each([
    ['telegram/79-response-sendmessage-ok.json', [], ['4201']],
    ['telegram/80-response-sendmediagroup-ok.json', two, ['4202', '4203']],
    ['vk/61-response-messages-send-peer-id.json', [], ['g5043']],
    ['vk/62-response-messages-send-peer-ids-with-one-failure.json', [], ['152']],
    ['viber/34-response-send-message-ok.json', [], ['4912661846655238145']],
  ])('%s names the message', async (path, files, ids) => {
    network.answers([/./, recorded(path)]);
    const sent = await sendThrough(nameIn(path), network.origin, files);
    expect(sent).toMatchObject({ kind: 'accepted', parts: [{ index: 0, ids }] });
  });

  it.each([
    [
      file('image', 'a.jpg', 'image/jpeg'),
      '77-response-photo-upload',
      '78-response-photos-savemessagesphoto',
    ],
    [file('file', 'a.pdf', 'application/pdf'), '79-response-doc-upload', '80-response-docs-save'],
    [file('voice', 'a.ogg', 'audio/ogg'), '79-response-doc-upload', '81-response-docs-save-audio-message'],
  ])('$kind goes up in three steps', async (upload, taken, saved) => {
    const place = JSON.parse(recorded('vk/76-response-photos-getmessagesuploadserver.json').body).response;
    network.answers(
      [/UploadServer/, json({ response: { ...place, upload_url: `${network.origin}/up` } })],
      [/^\/up/, recorded(`vk/${taken}.json`)],
      [/save/, recorded(`vk/${saved}.json`)],
      [
        /messages\.send/,
        json({ response: [{ peer_id: 712345678, message_id: 1, conversation_message_id: 9 }] }),
      ],
    );
    expect(await sendThrough('vk', network.origin, [upload])).toMatchObject({
      kind: 'accepted',
      parts: [{ ids: ['9'] }],
    });
  });

  it('names and pictures of people', async () => {
    network.answers([/users\.get/, recorded('vk/75-response-users-get.json')]);
    expect(await adapterOf('vk', network.origin).profile?.(userId('712345678'), never)).toMatchObject({
      name: 'Елена Ковальчук',
      avatar: { url: 'https://sun9-3.userapi.com/olena200.jpg' },
    });
    network.answers([/get_user_details/, recorded('viber/45-response-get-user-details.json')]);
    const known = userId(accountOf('viber').chat);
    expect(await adapterOf('viber', network.origin).profile?.(known, never)).toMatchObject({
      name: 'Олена Ковальчук',
      language: 'uk-UA',
    });
  });

  it('a file is opened by the path that was named', async () => {
    network.answers(
      [/getFile/i, recorded('telegram/81-response-getfile-ok.json')],
      [
        /^\/file\/.*documents\/file_118\.pdf$/,
        { status: 200, headers: { 'content-type': 'application/pdf' }, body: '%PDF' },
      ],
    );
    const opened = await adapterOf('telegram', network.origin).openMedia({ fileId: 'x' }, never);
    expect([opened.name, opened.size, (await buffer(opened.stream)).toString()]).toEqual([
      'file_118.pdf',
      348211,
      '%PDF',
    ]);
  });

  it('an address for callbacks is registered, and the account known by name', async () => {
    const { sink, adapter } = await registers('viber/32-response-set-webhook-ok.json');
    await sink.reached('online');
    expect(sink.facts).toMatchObject({ self: 'pa:75346594275468546724', name: 'Тиха Гавань' });
    await adapter.stop();
  });

  it('tokens of 64 bits stay exact in answers of every shape', async () => {
    const call = createViberCall({ token: 'x'.repeat(30), apiRoot: network.origin });
    network.answers(
      [/broadcast_message/, recorded('viber/43-response-broadcast-partly-failed.json')],
      [/get_online/, recorded('viber/46-response-get-online.json')],
    );
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
    network.answers(
      [/getUpdates/i, batch],
      [/getMe/i, json({ ok: true, result: { id: 7100000001, is_bot: true, first_name: 'Тиха Гавань' } })],
      [/getWebhookInfo/i, json({ ok: true, result: { url: '' } })],
    );
    const sink = recordingSink();
    const adapter = adapterOf('telegram', network.origin);
    await adapter.start(sink, never);
    const envelopes = await sink.holding(updates.length);
    await adapter.stop();
    expect([...new Set(envelopes.map(({ lane }) => lane))]).toEqual(['5823014977', '6741200355']);
    for (const { bytes } of envelopes) {
      const events = telegram.codec.decode(await telegram.readRaw(bytes, undefined), { id: accountId('a') });
      expect(events.map(({ kind }) => kind)).toEqual(['message']);
    }
  });

  let polls = 0;
  /** The first poll is answered with what was recorded, the others with nothing new. */
  const poll = async (first: string) => {
    // What an earlier poll still asks must not take this one's answers.
    polls += 1;
    const way = `/lp-${polls}-`;
    const place = JSON.parse(recorded('vk/55-longpoll-getserver-response.json').body).response;
    const told = [recorded(first).body];
    const empty = recorded('vk/57-longpoll-empty.json').body;
    network.answers(
      [/getLongPollServer/, json({ response: { ...place, server: `${network.origin}${way}` } })],
      [/getConversations/, json({ response: { count: 0, items: [] } })],
      [
        new RegExp(way),
        {
          status: 200,
          headers: {},
          get body() {
            return told.shift() ?? empty;
          },
        },
      ],
    );
    const asked = () => network.asked().filter((path) => path.startsWith(way));
    const sink = recordingSink();
    const adapter = adapterOf('vk', network.origin);
    await adapter.start(sink, never);
    while (asked().length < 2) await new Promise((next) => setTimeout(next, 5));
    await adapter.stop();
    return {
      sink,
      places: asked().map((path) => new URLSearchParams(path.split('?')[1]).get('ts')),
      keys: network.asked().filter((path) => path.includes('getLongPollServer')).length,
    };
  };

  it('events are stored before the place moves', async () => {
    const { sink, places } = await poll('vk/56-longpoll-batch.json');
    const { updates } = JSON.parse(read('vk/56-longpoll-batch.json')) as { updates: { event_id: string }[] };
    expect(sink.envelopes.map(({ key }) => key)).toEqual(expect.arrayContaining([updates[0]?.event_id]));
    expect(places.slice(0, 2)).toEqual(['1812', '1815']);
  });

  it.each([
    ['vk/58-longpoll-failed-1-history-outdated.json', '2950', 1],
    ['vk/59-longpoll-failed-2-key-expired.json', '1812', 2],
    ['vk/60-longpoll-failed-3-information-lost.json', '1812', 2],
  ])('%s is answered as documented', async (path, next, keys) => {
    const result = await poll(path);
    expect(result.places[1]).toBe(next);
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
