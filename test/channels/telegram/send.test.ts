import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelError } from '../../../channels/errors.ts';
import { externalId, userId } from '../../../channels/ids.ts';
import type { OutboundFile } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import {
  createTelegramSimulator,
  type Fault,
  type TelegramSimulator,
} from '../../simulators/telegram/index.ts';
import { type Bench, bench, dispatch, eventually, never, outbound } from './bench.ts';

let simulator: TelegramSimulator;
let one: Bench;
let chat: number;

const pdf = new TextEncoder().encode('%PDF-1.7 …');
const file: OutboundFile = {
  kind: 'file',
  key: 'pdf',
  name: 'Договір; оренди №7 «Чайка».pdf',
  mime: 'application/pdf',
  size: pdf.length,
};
const photo: OutboundFile = { kind: 'image', key: 'jpg', name: 'a.jpg', mime: 'image/jpeg', size: 5 };

beforeEach(async () => {
  simulator = await createTelegramSimulator({ flood: false });
  one = bench(simulator, { files: { pdf, jpg: new Uint8Array([255, 216, 1, 2, 3]) } });
  simulator.user('Олена').says('здравствуйте');
  chat = simulator.user('Олена').id;
});

afterEach(async () => {
  await one.stop();
  await simulator.close();
});

async function failure(work: Promise<unknown>): Promise<ChannelError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChannelError)) throw new Error(`not a ChannelError: ${error}`);
  return error;
}

describe('send', () => {
  it('sends text with formatting, as an answer, with buttons', async () => {
    const message = outbound(chat, {
      text: { text: 'Каюта №12', spans: [{ kind: 'bold', offset: 6, length: 3 }] },
      replyTo: { id: externalId('101') },
      buttons: [[{ label: 'Беру', kind: 'reply', value: 'yes' }]],
    });
    const result = await dispatch(one.adapter, message);
    const [sent] = simulator.sent();
    expect(result).toEqual({ kind: 'accepted', parts: [{ index: 0, ids: [String(sent?.ids[0])] }] });
    expect(sent?.messages[0]).toMatchObject({
      text: 'Каюта №12',
      entities: [{ type: 'bold', offset: 6, length: 3 }],
      reply_to_message: { message_id: 101 },
      reply_markup: { inline_keyboard: [[{ text: 'Беру', callback_data: 'yes' }]] },
    });
  });

  it('streams uploads under their own names, albums as one part', async () => {
    const message = outbound(chat, { files: [photo, photo, file] });
    const result = await dispatch(one.adapter, message);
    expect(
      simulator.sent().map((sent) => [sent.method, sent.text, sent.files.map((one) => one.name)]),
    ).toEqual([
      ['sendMediaGroup', 'Добрый день!', ['a.jpg', 'a.jpg']],
      ['sendDocument', undefined, ['Договір, оренди №7 «Чайка».pdf']],
    ]);
    expect(new Uint8Array(simulator.sent()[1]?.files[0]?.bytes ?? [])).toEqual(pdf);
    expect(result).toMatchObject({
      parts: [{ index: 0, ids: [expect.any(String), expect.any(String)] }, { index: 1 }],
    });
  });

  const cases: [Fault, string, string][] = [
    [{ kind: 'flood', retryAfter: 7 }, 'rate_limited', 'not-sent'],
    [{ kind: 'drop-after' }, 'unreachable_network', 'maybe-sent'],
    [{ kind: 'drop-before' }, 'unreachable_network', 'maybe-sent'],
    [{ kind: 'html', status: 502 }, 'unreachable_network', 'maybe-sent'],
    [{ kind: 'error', code: 500, description: 'Internal Server Error' }, 'unreachable_network', 'maybe-sent'],
    [{ kind: 'error', code: 401, description: 'Unauthorized' }, 'unauthorised', 'not-sent'],
    [
      { kind: 'error', code: 403, description: 'Forbidden: bot was blocked by the user' },
      'recipient_blocked',
      'not-sent',
    ],
    [
      { kind: 'error', code: 403, description: 'Forbidden: user is deactivated' },
      'recipient_unknown',
      'not-sent',
    ],
    [
      { kind: 'error', code: 400, description: 'Bad Request: chat not found' },
      'recipient_unknown',
      'not-sent',
    ],
    [{ kind: 'error', code: 413, description: 'Request Entity Too Large' }, 'too_large', 'not-sent'],
    [{ kind: 'error', code: 400, description: 'Bad Request: something new' }, 'rejected', 'not-sent'],
  ];
  it.each(cases)('%o is %s, %s', async (fault, code, certainty) => {
    simulator.faults.arm(fault, { method: 'sendMessage' });
    const error = await failure(dispatch(one.adapter, outbound(chat)));
    expect(error).toMatchObject({ code, certainty });
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain(
      simulator.token.split(':')[1],
    );
    expect(simulator.sent().length).toBe(fault.kind === 'drop-after' ? 1 : 0);
  });

  it('knows that nothing left when nobody listens', async () => {
    const closed = await createTelegramSimulator();
    await closed.close();
    const lost = bench(closed);
    const error = await failure(dispatch(lost.adapter, outbound(chat)));
    expect(error).toMatchObject({ code: 'unreachable_network', certainty: 'not-sent' });
  });

  it('passes on the wait and the new chat', async () => {
    simulator.faults.arm({ kind: 'flood', retryAfter: 7 });
    expect((await failure(dispatch(one.adapter, outbound(chat)))).retryAfterMs).toBe(7000);
    simulator.faults.arm({ kind: 'migrate', to: -1002233445599 });
    expect((await failure(dispatch(one.adapter, outbound(chat)))).movedTo).toBe('-1002233445599');
  });

  it('reports the parts that went before a failure, and skips them next time', async () => {
    const message = outbound(chat, { text: plain('слово '.repeat(1500)) });
    simulator.faults.arm({ kind: 'slow', ms: 1 }, { method: 'sendMessage' });
    simulator.faults.arm({ kind: 'flood', retryAfter: 1 }, { method: 'sendMessage' });
    const error = await failure(dispatch(one.adapter, message));
    expect(error).toMatchObject({
      code: 'rate_limited',
      certainty: 'partly-sent',
      sentParts: [{ index: 0 }],
    });
    const again = await dispatch(one.adapter, message, error.sentParts as never[]);
    expect(again).toMatchObject({ parts: [{ index: 0 }, { index: 1 }, { index: 2 }] });
    expect(simulator.sent().length).toBe(3);
  });

  it('sends plainly what the network cannot format', async () => {
    const description = "Bad Request: can't parse entities: unsupported";
    simulator.faults.arm({ kind: 'error', code: 400, description });
    const text = { text: 'жирно', spans: [{ kind: 'bold' as const, offset: 0, length: 5 }] };
    await dispatch(one.adapter, outbound(chat, { text }));
    expect(simulator.sent()[0]?.messages[0]).not.toHaveProperty('entities');
    expect(simulator.sent()[0]?.text).toBe('жирно');
  });

  it('refuses a file over the limit before anything goes out', async () => {
    const huge = { ...file, size: 3 * 2 ** 30 };
    const error = await failure(dispatch(one.adapter, outbound(chat, { files: [photo, huge] })));
    expect(error).toMatchObject({ code: 'too_large', certainty: 'not-sent' });
    expect(simulator.calls('sendPhoto')).toEqual([]);
  });

  it('says that a lost file stopped the send', async () => {
    const error = await failure(dispatch(one.adapter, outbound(chat, { files: [{ ...file, key: 'gone' }] })));
    expect(error.certainty).toBe('not-sent');
    expect(simulator.sent()).toEqual([]);
  });

  it('answers through the owner connection, and the echo has the same id', async () => {
    const business = simulator.business(simulator.user('Марта'));
    await one.adapter.start(one.store, never);
    const result = await dispatch(
      one.adapter,
      outbound(`${chat}/b${business.id}`, { text: plain('Да, приходите') }),
    );
    const id = result.kind === 'accepted' ? result.parts[0]?.ids[0] : undefined;
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.events()).toContainEqual(
      expect.objectContaining({ kind: 'message', direction: 'out', id, chat: `${chat}/b${business.id}` }),
    );
  });
});

describe('afterwards', () => {
  async function sentId(change = {}): Promise<ReturnType<typeof externalId>> {
    await dispatch(one.adapter, outbound(chat, change));
    return externalId(String(simulator.sent().at(-1)?.ids[0]));
  }
  const edited = (text: string, change = {}) => outbound(chat, { text: plain(text), ...change });

  it('edits a text, a caption, and forgives the same words', async () => {
    const id = await sentId();
    for (const words of ['Другое', 'Другое'])
      await one.adapter.edit?.(outbound(chat).chat, id, edited(words), never);
    const picture = await sentId({ files: [photo] });
    await one.adapter.edit?.(outbound(chat).chat, picture, edited('Подпись'), never);
    expect(simulator.calls('editMessageCaption').map((call) => call.body.caption)).toEqual(['Подпись']);
  });

  it('removes, also what is gone', async () => {
    const id = await sentId();
    for (let times = 0; times < 2; times += 1) await one.adapter.remove?.(outbound(chat).chat, [id], never);
    const error = await failure(
      one.adapter.edit?.(outbound(chat).chat, id, edited('x'), never) ?? Promise.resolve(),
    );
    expect(error).toMatchObject({ code: 'rejected', certainty: 'not-sent' });
  });

  it('reacts without variation selectors, types, answers a press once', async () => {
    const id = await sentId({ buttons: [[{ label: 'Да', kind: 'reply', value: 'yes' }]] });
    await one.adapter.react?.(outbound(chat).chat, id, ['❤️'], never);
    await one.adapter.react?.(outbound(chat).chat, id, [], never);
    await one.adapter.typing?.(outbound(chat).chat, never);
    const token = simulator.user('Олена').presses(Number(id), 'Да');
    for (let times = 0; times < 2; times += 1) await one.adapter.answerButton?.(token, 'Готово', never);
    expect(simulator.answers()).toEqual([{ id: token, text: 'Готово' }]);
  });

  it('knows people by name and picture, and says so of strangers', async () => {
    const avatar = simulator.user('Ян', { photo: { big_file_id: 'big', big_file_unique_id: 'u' } });
    avatar.says('hi');
    expect(await one.adapter.profile?.(userId(String(avatar.id)), never)).toMatchObject({
      name: 'Ян',
      avatar: { fileId: 'big' },
    });
    expect(await one.adapter.profile?.(userId('999'), never)).toBeUndefined();
  });
});
