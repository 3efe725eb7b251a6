import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteRange } from '../bytes.ts';
import { type Credentials, EMPTY_HASH, signed } from './sign.ts';

export interface S3Place extends Credentials {
  /** For instance `https://storage.example.org`; the bucket is put into the path. */
  endpoint: string;
  bucket: string;
}

/** One bucket. Object names must need no encoding. Rejects with `code: 'ENOENT'` for what is not there. */
export interface S3Bucket {
  /** Durable when resolved. `hash` is the SHA-256 of the bytes in hex; `body` gives them anew for each try. */
  put(name: string, body: () => Readable, facts: { size: number; hash: string }): Promise<void>;
  get(name: string, range?: ByteRange): Promise<Readable>;
  size(name: string): Promise<number>;
  remove(name: string): Promise<void>;
  close(): void;
}

const TRIES = 3;
const FIRST_PAUSE_MS = 200;
const SILENCE_MS = 30_000;

interface Call {
  method: 'PUT' | 'GET' | 'HEAD' | 'DELETE';
  name: string;
  headers?: Record<string, string>;
  payloadHash?: string;
  body?: () => Readable;
}

/** `pauseMs` is the first pause before a stumbling store is asked again; the next ones are longer. */
export function openBucket(
  place: S3Place,
  { now = Date.now, pauseMs = FIRST_PAUSE_MS }: { now?: () => number; pauseMs?: number } = {},
): S3Bucket {
  const url = new URL(place.endpoint);
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const prefix = url.pathname.replace(/\/+$/, '');

  async function once(call: Call): Promise<IncomingMessage> {
    const path = `${prefix}/${place.bucket}/${call.name}`;
    const payloadHash = call.payloadHash ?? EMPTY_HASH;
    const wanted = { host: url.host, ...call.headers };
    const headers = signed({ method: call.method, path, headers: wanted, payloadHash }, place, now());
    const { hostname, port } = url;
    const options = { agent, hostname, port, path, method: call.method, headers, timeout: SILENCE_MS };
    const sent = secure ? overHttps(options) : overHttp(options);
    const answer = answerTo(sent);
    // Its failure is the request's, which the answer reports.
    if (call.body) await pipeline(call.body(), sent).catch(() => undefined);
    else sent.end();
    return answer;
  }

  /** A store that stumbles is asked again; whatever is asked may be asked twice. */
  async function ask(call: Call): Promise<IncomingMessage> {
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await once(call);
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) return answer;
        const reason = await reasonOf(answer);
        if (status === 404) throw Object.assign(new Error('No such file'), { code: 'ENOENT' });
        throw Object.assign(new Error(`The file storage answered ${status}${reason}.`), {
          final: status < 500 && status !== 429,
        });
      } catch (error) {
        const { code, final } = error as { code?: unknown; final?: unknown };
        if (code === 'ENOENT' || final === true || tried === TRIES) throw error;
        await sleep(pauseMs * 4 ** (tried - 1));
      }
    }
  }

  return {
    put: async (name, body, { size, hash }) => {
      const headers = { 'content-length': String(size), 'content-type': 'application/octet-stream' };
      (await ask({ method: 'PUT', name, headers, payloadHash: hash, body })).resume();
    },
    get: async (name, range) => {
      const headers = range ? { range: `bytes=${range.start}-${range.end}` } : {};
      return ask({ method: 'GET', name, headers });
    },
    size: async (name) => {
      const answer = await ask({ method: 'HEAD', name });
      answer.resume();
      return Number(answer.headers['content-length']);
    },
    remove: async (name) => {
      (await ask({ method: 'DELETE', name })).resume();
    },
    close: () => agent.destroy(),
  };
}

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error('The file storage does not answer.')));
  });
  // Awaited only after the body has gone.
  answer.catch(() => undefined);
  return answer;
}

/** The code of the error document; never its text, which repeats keys. */
async function reasonOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const piece of answer) if (text.length < 4_000) text += String(piece);
  } catch {
    return '';
  }
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
  return code === undefined ? '' : ` (${code})`;
}
