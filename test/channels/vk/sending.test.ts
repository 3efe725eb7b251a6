import { describe, expect, it } from 'vitest';
import { vk } from '../../../adapters/vk/index.ts';
import { chatId } from '../../../channels/ids.ts';
import type { OutboundFile } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import {
  adapter,
  callback,
  events,
  freshCommunity,
  listening,
  network,
  never,
  request,
  sink,
  start,
} from './harness.ts';

freshCommunity();

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
