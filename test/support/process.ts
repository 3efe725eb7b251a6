import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from './client.ts';
import { databaseUri } from './store.ts';

const MAIN = fileURLToPath(new URL('../../scripts/serve.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/okno/service.js', import.meta.url));
const ADMIN = { email: 'anna@scenario.example', password: 'correct horse battery' };

export interface ServiceProcess {
  url: string;
  pid: number;
  /** Signed in as the first administrator. */
  client: Client;
  /** Ends it as a power cut would: no handler runs. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** The built service as a process of its own on this data folder, as an installation runs it. */
export async function startProcess(
  dataDir: string,
  env: Record<string, string> = {},
  /** A command that runs the one given to it, in a place of its own. */
  inside: readonly string[] = [],
): Promise<ServiceProcess> {
  if (!existsSync(BUILT)) throw new Error('The service is not built: run the tests with "npm test".');
  const [program = '', ...args] = [...inside, process.execPath, MAIN];
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      OKNO_ADMIN_EMAIL: ADMIN.email,
      OKNO_ADMIN_PASSWORD: ADMIN.password,
      ...(process.env.MONGODB_URI && { MONGODB_URI: databaseOf(process.env.MONGODB_URI, dataDir) }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid ?? 0,
    client: await signedIn(url),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A data folder finds its own database again, as it does on the store inside it. */
function databaseOf(address: string, dataDir: string): string {
  return databaseUri(address, `okno_test_${basename(dataDir)}`);
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const url = /Okno is ready at (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('exit', (code) => reject(new Error(`The service ended with ${code}:\n${said}`)));
  });
}

async function signedIn(url: string): Promise<Client> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(ADMIN),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return createClient(url, { cookie, origin: url });
}

/** A port for a service that has to come back at the same one. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
