import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { readAddress } from '../../src/store/embedded/care/address.ts';
import { type Child, startChild } from './child.ts';

export const PASSWORD = 'bench password bench';
export const ADMIN = 'bench@example.org';

/** The whole service as a process of its own. */
export interface BenchService {
  url: string;
  port: number;
  /** Connection string of its embedded store. */
  storeUri: string;
  child: Child;
  /** Milliseconds from starting the process to its word that it is ready. */
  readyMs: number;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts it on a data folder; the same port again where one is given. */
export async function startService(dataDir: string, port?: number): Promise<BenchService> {
  const chosen = port ?? (await freePort());
  const begun = performance.now();
  const child = await startChild(
    fileURLToPath(new URL('../../../scripts/serve.mjs', import.meta.url)),
    /Okno is ready at (\S+)/,
    {
      PORT: String(chosen),
      HOST: '127.0.0.1',
      PUBLIC_URL: `http://127.0.0.1:${chosen}`,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      OKNO_ADMIN_EMAIL: ADMIN,
      OKNO_ADMIN_PASSWORD: PASSWORD,
    },
  );
  const readyMs = performance.now() - begun;
  return { url: child.line[1] ?? '', port: chosen, storeUri: storeUriOf(dataDir), child, readyMs };
}

/** Where a running store of a folder listens; everything after it is its database. */
export function storeUriOf(dataDir: string): string {
  const uri = readAddress(dataDir);
  if (uri === undefined) throw new Error('The store does not say where it listens.');
  return uri.replace('/?', '/okno?');
}

export interface Answer {
  status: number;
  /** As it went over the wire. */
  bytes: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are what the API documents.
  body: any;
  ms: number;
}

/** Asks the API as a browser does: kept connections, compressed answers. */
export interface Asker {
  get(path: string): Promise<Answer>;
  send(method: string, path: string, body: unknown): Promise<Answer>;
  close(): void;
}

export function asker(url: string, token?: string, cookie?: string): Asker {
  const agent = new Agent({ keepAlive: true });
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers: Record<string, string> = { 'accept-encoding': 'br, gzip', origin: url };
      if (token !== undefined) headers.authorization = `Bearer ${token}`;
      if (cookie !== undefined) headers.cookie = cookie;
      if (text !== undefined) {
        headers['content-type'] = 'application/json';
        headers['content-length'] = String(Buffer.byteLength(text));
      }
      const sent = request(`${url}/api/v1${path}`, { method, agent, headers }, (res) => {
        const pieces: Buffer[] = [];
        res.on('data', (piece: Buffer) => pieces.push(piece));
        res.once('end', () => {
          const ms = performance.now() - begun;
          const raw = Buffer.concat(pieces);
          const coding = res.headers['content-encoding'];
          const plain =
            coding === 'br' ? brotliDecompressSync(raw) : coding === 'gzip' ? gunzipSync(raw) : raw;
          const words = plain.toString('utf8');
          resolve({
            status: res.statusCode ?? 0,
            bytes: raw.length,
            body: words === '' ? null : JSON.parse(words),
            ms,
          });
        });
      });
      sent.once('error', reject);
      sent.end(text);
    });
  return {
    get: (path) => ask('GET', path),
    send: ask,
    close: () => agent.destroy(),
  };
}

/** Signs the administrator in. */
export async function administrator(url: string): Promise<Asker> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: ADMIN, password: PASSWORD }),
  });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return asker(url, undefined, cookie);
}
