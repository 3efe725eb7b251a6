import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TelegramSimulator } from '../simulators/telegram/index.ts';
import { type Client, signIn } from '../support/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ADMIN = { email: 'anna@library.example', password: 'correct horse battery' };

export interface RunningExample {
  url: string;
  /** Signed in as the first administrator. */
  client: Client;
  /** What it complained of. */
  complaints(): string;
  stop(): Promise<void>;
}

/** An example of `docs/examples` as its reader runs it, on a bot of the simulator. */
export async function runExample(
  name: string,
  simulator: TelegramSimulator,
  intake: 'polling' | 'webhook',
): Promise<RunningExample> {
  if (!existsSync(join(root, 'dist/src/inbox.js'))) {
    throw new Error('The library is not built: run the tests with "npm test".');
  }
  const dir = mkdtempSync(join(tmpdir(), 'okno-library-'));
  const port = String(await freePort());
  const child = spawn(process.execPath, [join(root, 'docs/examples', name, 'bot.js')], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      BOT_TOKEN: simulator.token,
      BOT_API_ROOT: simulator.url,
      DATA_DIR: join(dir, 'data'),
      PORT: port,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ...(intake === 'webhook' ? { WEBHOOK_URL: `http://127.0.0.1:${port}/bot` } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  await listening(child, () => complaints);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    client: await signIn(url, ADMIN),
    complaints: () => complaints,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess, complaints: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (/Listening/.test(chunk.toString('utf8'))) resolve();
    });
    child.on('exit', (code) => reject(new Error(`The example ended with ${code}: ${complaints()}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
