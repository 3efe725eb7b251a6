import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PASSWORD, STAFF } from './staff.ts';

export interface DemoService {
  url: string;
  /** Calls a door as the administrator; rejects with the answer's own sentence. */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  ended: Promise<number>;
  stop(): void;
}

/** The service itself, exactly as `npm start` runs it, as a process of its own. */
export async function startService(env: Record<string, string>): Promise<DemoService> {
  const main = fileURLToPath(new URL('../../../scripts/serve.mjs', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((done) => child.on('exit', (code) => done(code ?? 0)));
  const url = await addressOf(child, ended);
  const cookie = await signIn(url);
  return {
    url,
    ended,
    stop: () => void child.kill('SIGTERM'),
    async call(method, path, body) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { cookie, origin: url, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
      if (response.ok) return answer;
      const { message } = (answer.error ?? {}) as { message?: string };
      throw new Error(`${method} ${path}: ${message ?? response.status}`);
    },
  };
}

function addressOf(child: ChildProcess, ended: Promise<number>): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      seen += chunk.toString('utf8');
      const found = /Okno is ready.*?(https?:\/\/\S+)/.exec(seen)?.[1];
      if (found !== undefined) resolve(found.replace(/[.,]$/, ''));
    });
    ended.then(
      (code) => reject(new Error(`The service ended with code ${code} before it was ready.`)),
      reject,
    );
  });
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: STAFF[0]?.email, password: PASSWORD }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error('The demo administrator could not sign in.');
  return cookie;
}
