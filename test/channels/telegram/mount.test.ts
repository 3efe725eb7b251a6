import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, webhookCallback } from 'grammy';
import { Telegraf } from 'telegraf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mount, mountTelegram } from '../../../adapters/telegram/mount.ts';
import type { ChatId } from '../../../channels/ids.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { eventually, Store } from './bench.ts';

let simulator: TelegramSimulator;
let store: Store;
let folder: string;
let held: Set<ChatId>;
const endings: (() => Promise<unknown> | unknown)[] = [];

beforeEach(async () => {
  simulator = await createTelegramSimulator({ flood: false, scale: 0.01 });
  store = new Store();
  store.learn({ self: '7100000001' });
  folder = await mkdtemp(join(tmpdir(), 'okno-'));
  held = new Set();
});

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

function mount(intake: 'polling' | 'webhook'): Mount {
  const quiet = () => undefined;
  return mountTelegram({
    accept: (envelopes) => store.accept(envelopes),
    held: (chat) => held.has(chat),
    intake,
    spoolFolder: folder,
    now: Date.now,
    log: { debug: quiet, info: quiet, warn: quiet },
    tries: { count: 2, pauseMs: 2 },
  });
}

/** A bot as its owner wrote it: it answers every text with an echo, some with the help of `api` directly. */
const libraries = {
  grammY: {
    poll(inbox: Mount) {
      const bot = new Bot(simulator.token, { client: { apiRoot: simulator.url } });
      inbox.watch(bot);
      bot.use(inbox.middleware());
      bot.on('message:text', (ctx) => ctx.reply(`эхо: ${ctx.msg.text}`));
      const running = bot.start();
      endings.push(async () => {
        await bot.stop();
        await running;
      });
      return { tell: (chat: number, text: string) => bot.api.sendMessage(chat, text) };
    },
    hook(inbox: Mount) {
      const bot = new Bot(simulator.token, { client: { apiRoot: simulator.url } });
      bot.use(inbox.middleware());
      bot.on('message:text', (ctx) => ctx.reply(`эхо: ${ctx.msg.text}`));
      return webhookCallback(bot, 'http');
    },
  },
  Telegraf: {
    poll(inbox: Mount) {
      const bot = new Telegraf(simulator.token, { telegram: { apiRoot: simulator.url } });
      inbox.watch(bot);
      bot.use(inbox.middleware());
      bot.on('text', (ctx) => ctx.reply(`эхо: ${ctx.message.text}`));
      const running = bot.launch().catch(() => undefined);
      endings.push(async () => {
        bot.stop();
        await running;
      });
      return { tell: (chat: number, text: string) => bot.telegram.sendMessage(chat, text) };
    },
    hook(inbox: Mount) {
      const bot = new Telegraf(simulator.token, {
        telegram: { apiRoot: simulator.url, webhookReply: false },
      });
      bot.use(inbox.middleware());
      bot.on('text', (ctx) => ctx.reply(`эхо: ${ctx.message.text}`));
      bot.catch(() => undefined);
      return bot.webhookCallback('/');
    },
  },
};

const said = async () =>
  (await store.events()).flatMap((event) =>
    event.kind === 'message' ? [`${event.direction} ${event.content.text.text}`] : [],
  );

describe.each(Object.entries(libraries))('a bot on %s', (_, library) => {
  it('goes on answering, and both sides are in the inbox once', async () => {
    const bot = library.poll(mount('polling'));
    const olena = simulator.user('Олена');
    olena.says('привет');
    await eventually(async () => expect(await said()).toEqual(['in привет', 'out эхо: привет']));
    await bot.tell(olena.id, 'напоминание');
    expect(await said()).toEqual(['in привет', 'out эхо: привет', 'out напоминание']);
    expect(simulator.sent().length).toBe(2);
    const events = await store.events();
    expect(events[1]).toMatchObject({ from: { id: '7100000001' }, peer: { id: String(olena.id) } });
  });

  it('is silent while an operator owns the conversation', async () => {
    library.poll(mount('polling'));
    held.add(String(simulator.user('Олена').id) as ChatId);
    simulator.user('Олена').says('оператор?');
    simulator.user('Игорь').says('бот?');
    await eventually(() => expect(simulator.sent().map((sent) => sent.text)).toEqual(['эхо: бот?']));
    expect(await said()).toEqual(expect.arrayContaining(['in оператор?', 'in бот?', 'out эхо: бот?']));
  });

  it('spools under polling what cannot be stored, and stores it later in order', async () => {
    const inbox = mount('polling');
    store.failure = 'before';
    library.poll(inbox);
    const olena = simulator.user('Олена');
    olena.says('раз');
    olena.says('два');
    await eventually(() => expect(simulator.sent().length).toBe(2));
    await eventually(async () => expect((await readdir(folder)).length).toBe(4));
    await expect(inbox.drain()).rejects.toThrow('disk full');
    store.failure = undefined;
    await mount('polling').drain();
    const texts = await said();
    expect(texts.toSorted()).toEqual(['in два', 'in раз', 'out эхо: два', 'out эхо: раз']);
    expect(texts.indexOf('in раз')).toBeLessThan(texts.indexOf('in два'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the network deliver again under a webhook', async () => {
    store.failure = 'before';
    const handle = library.hook(mount('webhook'));
    let refused = 0;
    const server = createServer((request, response) => {
      response.on('finish', () => {
        if (response.statusCode >= 400) refused += 1;
      });
      Promise.resolve(handle(request, response)).catch(() => {
        if (!response.headersSent) response.writeHead(500).end();
      });
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    endings.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    await fetch(`${simulator.url}/bot${simulator.token}/setWebhook?url=http://127.0.0.1:${port}/`);
    simulator.user('Олена').says('важное');
    await eventually(() => expect(refused).toBeGreaterThan(1));
    expect(simulator.sent()).toEqual([]);
    store.failure = undefined;
    await eventually(() => expect(simulator.pending()).toBe(0));
    await eventually(async () => expect(await said()).toEqual(['in важное', 'out эхо: важное']));
  });
});
