import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../support/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What has native parts; everything else is inside of what is built. */
const NATIVE = ['lmdb', 'sharp', '@node-rs/argon2'];
let place: string;

beforeAll(() => {
  place = join(mkdtempSync(join(tmpdir(), 'okno-place-')), 'a house of its own');
  for (const part of ['package.json', 'scripts/serve.mjs', 'dist/okno', 'dist/web']) {
    cpSync(join(root, part), join(place, part), { recursive: true });
  }
  for (const name of NATIVE) {
    const link = join(place, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'junction');
  }
});
afterAll(() => rmSync(dirname(place), { recursive: true, force: true }));

test('what is built serves from any folder, without the sources and their libraries', async () => {
  const child = spawn(process.execPath, [join(place, 'scripts/serve.mjs')], {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(place, 'data'),
      HOST: '127.0.0.1',
      PORT: '0',
      OKNO_ADMIN_EMAIL: 'olga@house.test',
      OKNO_ADMIN_PASSWORD: 'a long password',
    },
  });
  try {
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        said += chunk.toString('utf8');
        const found = /^Okno is ready at (\S+)$/m.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('close', () => reject(new Error(said)));
    });

    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok', store: 'ok' });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^okno_event_cursor \d+$/m);
    const page = await (await fetch(`${url}/`, { headers: { accept: 'text/html' } })).text();
    expect(page).toBe(readFileSync(join(root, 'dist/web/index.html'), 'utf8'));
    const [script = ''] = /\/assets\/[\w.-]+\.js/.exec(page) ?? [];
    expect((await fetch(url + script)).status).toBe(200);

    const client = createClient(url, { origin: url });
    const credentials = { email: 'olga@house.test', password: 'a long password' };
    const session = await client.post('/session', credentials);
    expect(session.status).toBe(200);
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    const picture = new FormData();
    picture.append('file', new Blob([PICTURE], { type: 'image/png' }), 'dot.png');
    const kept = await fetch(`${url}/api/v1/files`, {
      method: 'POST',
      headers: { cookie, origin: url },
      body: picture,
    });
    expect(await kept.json()).toMatchObject({ items: [{ mime: 'image/png', width: 1, height: 1 }] });
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await new Promise<unknown[]>((resolve) => child.once('exit', (...end) => resolve(end)));
  expect(code).toBe(0);
});

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
