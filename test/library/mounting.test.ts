import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { Bot } from 'grammy';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createInbox, type Inbox } from '../../src/inbox.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type Client, createClient } from '../support/client.ts';
import { silent } from '../support/store.ts';

const ADMIN = { email: 'anna@library.example', password: 'correct horse battery' };
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

let dir: string;
let simulator: TelegramSimulator;
let server: Server;
let url: string;
let inbox: Inbox;
let client: Client;

const open = () => createInbox({ dataDir: join(dir, 'data'), path: '/desk', admin: ADMIN, log: silent });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'okno-mounting-'));
  simulator = await createTelegramSimulator({ flood: false });
  inbox = await open();
  const app = express();
  server = createServer(app);
  app.get('/mine', (_req, res) => void res.send('mine'));
  app.use('/desk', (req, res, next) => inbox.router(req, res, next));
  inbox.attach(server);
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = await signedIn();
});
afterAll(async () => {
  await inbox.close();
  server.closeAllConnections();
  server.close();
  await simulator.close();
  rmSync(dir, { recursive: true, force: true });
});

async function signedIn(): Promise<Client> {
  const answer = await createClient(`${url}/desk`, { origin: url }).post('/session', ADMIN);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return createClient(`${url}/desk`, { cookie, origin: url });
}

test("lives under a path of the owner's server, beside what is there", async () => {
  expect(await (await fetch(`${url}/mine`)).text()).toBe('mine');
  expect((await fetch(`${url}/desk/readyz`)).status).toBe(200);
  expect((await client.get('/session')).status).toBe(200);
  expect((await fetch(`${url}/api/v1/session`)).status).toBe(404);
});

test.each(['websocket', 'polling'])('lets live events through by %s', async (transport) => {
  const { cookie = '' } = client.headers;
  const screen = io(url, { path: '/desk/socket.io', transports: [transport], extraHeaders: { cookie } });
  await new Promise<void>((heard, refused) => {
    screen.once('hello', () => heard());
    screen.once('connect_error', refused);
  });
  screen.disconnect();
});

test('ends an upgrade that nobody answers', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  socket.resume();
  await new Promise((ended) => socket.once('close', ended));
});

test('a person whom the bot wrote to first can be answered', async () => {
  const bot = new Bot(simulator.token, { client: { apiRoot: simulator.url } });
  await inbox.telegram(bot);
  const olena = simulator.user('Олена');
  olena.starts();
  await bot.api.sendMessage(olena.id, 'Ваш заказ готов');
  await eventually(async () => {
    const [row] = (await client.get('/conversations?status=any')).body.items;
    expect(row.lastMessage).toMatchObject({ text: 'Ваш заказ готов', direction: 'out' });
    const sent = await client.post(`/conversations/${row.id}/messages`, {
      clientId: 'answer-1',
      text: 'Ждём вас!',
    });
    expect(sent.status).toBe(201);
  });
  await eventually(() =>
    expect(simulator.sent().map(({ text }) => text)).toEqual(['Ваш заказ готов', 'Ждём вас!']),
  );
});

test('the same bot is the same account after a restart, and the server is left alone', async () => {
  await inbox.close();
  expect(await (await fetch(`${url}/mine`)).text()).toBe('mine');
  inbox = await open();
  await inbox.telegram(new Bot(simulator.token, { client: { apiRoot: simulator.url } }));
  client = await signedIn();
  const { items } = (await client.get('/accounts')).body;
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ channel: 'telegram', settings: { mode: 'mounted' } });
  expect(JSON.stringify(items)).not.toContain(simulator.token);
});

test('the examples have the types of the library', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = ['grammy-bot', 'telegraf-bot'].map((name) => `docs/examples/${name}/bot.js`);
  const options =
    '--allowJs --checkJs --noEmit --strict --skipLibCheck --target es2023 --module nodenext --types node';
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [tsc, '--ignoreConfig', ...options.split(' '), ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ code: done.status, said: done.stdout }).toEqual({ code: 0, said: '' });
});
