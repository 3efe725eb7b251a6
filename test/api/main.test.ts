import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClient } from '../support/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'dist/okno/service.js');
const main = join(root, 'scripts/serve.mjs');
let dir: string;
const running = new Set<ChildProcess>();

// A process on a busy machine takes its time to start.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'okno-main-'));
  if (!existsSync(built)) throw new Error('Build first: npm test does it.');
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  /** The address of the one line, or undefined when the process ended without it. */
  ready: Promise<string | undefined>;
  ended: Promise<{ code: number | null; out: string; err: string }>;
}

function start(env: Record<string, string>, file = main, args: string[] = []): Run {
  const given = { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...env };
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env: given });
  running.add(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const ready = new Promise<string | undefined>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      const address = /^Okno is ready at (\S+)$/m.exec(out)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => resolve(undefined));
  });
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, ready, ended };
}

describe('the service as a process', () => {
  test('says one line, serves, and after a signal ends with everything kept', async () => {
    const DATA_DIR = join(dir, 'kept');
    const admin = { OKNO_ADMIN_EMAIL: 'olga@house.test', OKNO_ADMIN_PASSWORD: 'a long password' };
    const signIn = { email: admin.OKNO_ADMIN_EMAIL, password: admin.OKNO_ADMIN_PASSWORD };
    const first = start({ DATA_DIR, ...admin });
    const address = (await first.ready) ?? '';
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const signedIn = await createClient(address).post('/session', signIn);
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    first.child.kill('SIGTERM');
    const { code, out } = await first.ended;
    expect([code, out]).toEqual([0, `Okno is ready at ${address}\n`]);

    const second = start({ DATA_DIR, ...admin });
    const again = createClient((await second.ready) ?? '', { cookie });
    expect((await again.get('/me')).body.email).toBe('olga@house.test');
    expect((await again.get('/users')).body.items).toHaveLength(1);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  test('a second process on the same data is refused with one sentence', async () => {
    const DATA_DIR = join(dir, 'shared');
    const first = start({ DATA_DIR });
    await first.ready;
    const { code, out, err } = await start({ DATA_DIR }).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^The data folder .+ is in use by process \d+\..+\n$/);
    first.child.kill('SIGTERM');
    await first.ended;
  });

  test('a port that is taken is named with the remedy', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, err } = await start({ DATA_DIR: join(dir, 'port'), PORT: String(port) }).ended;
    expect(code).toBe(1);
    expect(err).toBe(`PORT ${port} is taken by another program: stop it, or set PORT to a free port.\n`);
    other.close();
  });

  test.each([
    [{ PORT: 'x', LOG_LEVEL: 'loud' }, 2],
    [{ REDIS_URL: 'redis://127.0.0.1:1' }, 1],
    [{ MONGODB_URI: 'mongodb://127.0.0.1:1/okno?serverSelectionTimeoutMS=500', LOG_LEVEL: 'silent' }, 1],
    [{ TELEGRAM_BOT_TOKEN: 'not a token' }, 1],
  ])('%o ends with a sentence for each mistake and nothing else', async (env, sentences) => {
    const run = start({ DATA_DIR: join(dir, 'wrong'), ...(env as Record<string, string>) });
    const { code, out, err } = await run.ended;
    expect([code, out]).toEqual([1, '']);
    const lines = err.trim().split('\n');
    expect(lines).toHaveLength(sentences);
    for (const line of lines) expect(line).toMatch(/^[A-Z].*[:;,].*\.$/);
    expect(err).not.toMatch(/not a token|at .*\.js:\d/);
  });

  test('a data folder that cannot be one is refused', async () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const { code, err } = await start({ DATA_DIR: file }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^DATA_DIR .+cannot be used.+\.\n$/);
  });
});

describe('normalize', () => {
  const normalize = join(root, 'dist/scripts/normalize.js');
  const eml =
    'From: Ann <ann@example.org>\r\nTo: us@example.org\r\nSubject: Hi\r\nMessage-ID: <1@example.org>\r\n\r\nHello\r\n';

  test('prints a line for each event, and one for what cannot be read, and is content with both', async () => {
    const letter = join(dir, 'letter.eml');
    const broken = join(dir, 'broken.json');
    writeFileSync(letter, eml);
    writeFileSync(broken, '{"update_id":');
    const mail = await start({}, normalize, ['email', letter]).ended;
    expect(mail.code).toBe(0);
    expect(JSON.parse(mail.out)).toMatchObject({
      kind: 'message',
      direction: 'in',
      content: { subject: 'Hi', text: { text: 'Hello' } },
    });
    const update = await start({}, normalize, ['telegram', broken, join(dir, 'missing.json')]).ended;
    expect(update.code).toBe(0);
    const lines = update.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; file: string });
    expect(lines.map(({ kind }) => kind)).toEqual(['quarantined', 'quarantined']);
    expect(lines[0]?.file).toBe(broken);
  });

  test('tells what it can do when asked for what it cannot', async () => {
    const { code, err } = await start({}, normalize, ['pigeon', 'x']).ended;
    expect(code).toBe(2);
    expect(err).toContain('Channels: telegram');
  });
});
