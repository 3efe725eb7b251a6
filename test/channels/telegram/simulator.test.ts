import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Input, Telegraf } from 'telegraf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { eventually } from './bench.ts';

interface Answer {
  status: number;
  ok: boolean;
  error_code?: number;
  description?: string;
  parameters?: Record<string, unknown>;
  result: never;
  retryAfter: string | null;
}

let simulator: TelegramSimulator;
let clock: number;

beforeEach(async () => {
  clock = 1_794_816_000_000;
  simulator = await createTelegramSimulator({ scale: 0.01, now: () => clock });
});
afterEach(() => simulator.close());

async function call(method: string, body: object = {}): Promise<Answer> {
  const response = await fetch(`${simulator.url}/bot${simulator.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  return { ...answer, status: response.status, retryAfter: response.headers.get('retry-after') };
}

/** Polls without hurry: a quick repeat is slowed down and gets one update only. */
async function updates(body: object = {}): Promise<{ update_id: number }[]> {
  clock += 5_000;
  return (await call('getUpdates', body)).result;
}
const says = (...texts: string[]) => texts.map((text) => simulator.user('Олена').says(text));

describe('the simulated network', () => {
  it('takes names in any case and parameters in any encoding', async () => {
    says('hi');
    const chat_id = String(simulator.user('Олена').id);
    const root = `${simulator.url}/bot${simulator.token}`;
    const markup = JSON.stringify({ inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] });
    await fetch(`${root}/SENDMESSAGE?chat_id=${chat_id}&text=query`);
    await fetch(`${root}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id, text: 'form', reply_markup: markup }),
    });
    const form = new FormData();
    for (const [key, value] of Object.entries({ chat_id, caption: 'multipart' })) form.set(key, value);
    form.set('document', new Blob(['bytes']), 'Прайс; 2026.txt');
    await fetch(`${root}/sendDocument`, { method: 'POST', body: form });
    expect(simulator.sent().map((sent) => sent.text)).toEqual(['query', 'form', 'multipart']);
    expect(simulator.sent()[1]?.messages[0]).toHaveProperty('reply_markup.inline_keyboard');
    expect(simulator.sent()[2]?.files).toMatchObject([{ name: 'Прайс; 2026.txt' }]);
  });

  it('reads the uploads of the other library', async () => {
    says('hi');
    const bot = new Telegraf(simulator.token, { telegram: { apiRoot: simulator.url } });
    await bot.telegram.sendPhoto(
      simulator.user('Олена').id,
      Input.fromBuffer(Buffer.from('jpeg'), 'фото 1.jpg'),
      {
        caption: 'Причал',
      },
    );
    expect(simulator.sent()).toMatchObject([{ text: 'Причал', files: [{ name: 'фото 1.jpg' }] }]);
  });

  it('confirms by offset only, and keeps the last with a negative one', async () => {
    says('1', '2', '3', '4');
    const first = await updates({ limit: 2 });
    expect(first.length).toBe(2);
    expect((await updates({ limit: 2 })).map((one) => one.update_id)).toEqual(
      first.map((one) => one.update_id),
    );
    expect(((await call('getUpdates', { limit: 2 })).result as unknown[]).length).toBe(1);
    const next = await updates({ offset: (first[1]?.update_id ?? 0) + 1 });
    expect(next.length).toBe(2);
    expect((await updates({ offset: 99 })).length).toBe(2);
    expect((await updates({ offset: 2_000_000_000 })).length).toBe(2);
    expect((await updates({ offset: -1 })).map((one) => one.update_id)).toEqual([next[1]?.update_id]);
    expect(simulator.pending()).toBe(1);
  });

  it('forgets what is too old', async () => {
    const [message] = says('привет') as [{ message_id: number }];
    simulator.user('Олена').presses(message.message_id, 'yes');
    clock += 150_000;
    expect((await updates()).map((one) => Object.keys(one)[1])).toEqual(['message']);
    clock += 24 * 3_600_000;
    expect(await updates()).toEqual([]);
  });

  it('lets one poller live, and none beside a webhook', async () => {
    const older = call('getUpdates', { timeout: 30 });
    await eventually(() => expect(simulator.calls('getUpdates').length).toBe(1));
    const newer = call('getUpdates', { timeout: 30 });
    expect(await older).toMatchObject({
      status: 409,
      description: expect.stringContaining('other getUpdates'),
    });
    clock += 5_000;
    await call('setWebhook', { url: 'http://127.0.0.1:1/' });
    expect(await newer).toMatchObject({ status: 409, description: expect.stringContaining('setWebhook') });
    expect(await call('getUpdates')).toMatchObject({ status: 409 });
  });

  it('limits a chat and everything, in the answer and in the header', async () => {
    const answers: Answer[] = [];
    says('hi');
    for (let index = 0; index < 10; index += 1) {
      answers.push(await call('sendMessage', { chat_id: simulator.user('Олена').id, text: `${index}` }));
    }
    expect(answers.map((answer) => answer.status)).toEqual([...Array(8).fill(200), 429, 429]);
    expect(answers[8]).toMatchObject({ parameters: { retry_after: 1 }, retryAfter: '1' });
    clock += 1_000;
    const wave = await Promise.all(
      Array.from({ length: 31 }, (_, index) => {
        const user = simulator.user(`Гость ${index}`);
        user.says('hi');
        return call('sendMessage', { chat_id: user.id, text: 'привет' });
      }),
    );
    expect(wave.filter((answer) => answer.status === 429).length).toBe(1);
  });

  it.each([
    ['sendMessage', { chat_id: 999, text: 'x' }, 'chat not found'],
    ['sendMessage', { text: 'x' }, 'chat_id is empty'],
    ['sendMessage', { chat_id: 0, text: ' ' }, 'message text is empty'],
    ['sendMessage', { chat_id: 0, text: 'x'.repeat(4097) }, 'message is too long'],
    ['sendMessage', { chat_id: 0, text: '<b>x', parse_mode: 'HTML' }, "can't parse entities"],
    ['sendMessage', { chat_id: 0, text: 'a.b', parse_mode: 'MarkdownV2' }, "can't parse entities"],
    [
      'sendMessage',
      { chat_id: 0, text: 'x', reply_parameters: { message_id: 1 } },
      'message to be replied not found',
    ],
    [
      'sendMessage',
      {
        chat_id: 0,
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'ж'.repeat(33) }]] },
      },
      'BUTTON_DATA_INVALID',
    ],
    ['sendPhoto', { chat_id: 0, photo: 'nothing' }, 'wrong file identifier'],
    [
      'sendPhoto',
      { chat_id: 0, photo: 'https://example.com/a.jpg', caption: 'x'.repeat(1025) },
      'message caption is too long',
    ],
    [
      'sendMediaGroup',
      { chat_id: 0, media: [{ type: 'photo', media: 'https://example.com/a.jpg' }] },
      'wrong number',
    ],
    ['editMessageText', { chat_id: 0, message_id: 1, text: 'x' }, 'message to edit not found'],
    ['deleteMessage', { chat_id: 0, message_id: 1 }, 'message to delete not found'],
    ['answerCallbackQuery', { callback_query_id: '1' }, 'query is too old'],
    ['getFile', { file_id: 'x' }, 'wrong file_id'],
  ])('%s %o is refused: %s', async (method, body, description) => {
    says('hi');
    const named =
      'chat_id' in body && body.chat_id === 0 ? { ...body, chat_id: simulator.user('Олена').id } : body;
    expect(await call(method, named)).toMatchObject({
      status: 400,
      error_code: 400,
      description: expect.stringContaining(description),
    });
    expect(simulator.sent()).toEqual([]);
  });

  it('refuses strangers and the blocked, and says when the block ends', async () => {
    says('hi');
    const user = simulator.user('Олена');
    user.blocks();
    expect(await call('sendMessage', { chat_id: user.id, text: 'x' })).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    user.says('я снова здесь');
    expect((await call('sendMessage', { chat_id: user.id, text: 'x' })).status).toBe(200);
    expect((await fetch(`${simulator.url}/bot7100000001:other/getMe`)).status).toBe(401);
    expect((await fetch(`${simulator.url}/botnonsense/getMe`)).status).toBe(404);
  });

  it('holds up only the chat whose delivery fails, and runs a call put into the answer', async () => {
    const got: string[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { message } = JSON.parse(Buffer.concat(chunks).toString());
      got.push(message.text);
      if (message.text === 'плохо') response.writeHead(500).end();
      else
        response.end(JSON.stringify({ method: 'sendMessage', chat_id: message.chat.id, text: 'из ответа' }));
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const { port } = server.address() as AddressInfo;
    await call('setWebhook', { url: `http://127.0.0.1:${port}/` });
    says('плохо', 'за ним');
    simulator.user('Игорь').says('хорошо');
    await eventually(() => expect(got.filter((text) => text === 'плохо').length).toBeGreaterThan(2));
    expect(got).toContain('хорошо');
    expect(got).not.toContain('за ним');
    await eventually(() => expect(simulator.sent().map((sent) => sent.text)).toEqual(['из ответа']));
    expect(simulator.webhookInfo()).toMatchObject({
      pending_update_count: 2,
      last_error_message: expect.any(String),
    });
    server.closeAllConnections();
    server.close();
  });
});
