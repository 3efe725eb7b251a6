import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Community } from './community.ts';
import { type Answer, answerMethod } from './methods.ts';

/** Routes of the four kinds of servers the network has. */
export async function serve(
  community: Community,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', community.origin);
  const body = await readAll(request);
  if (community.faults.slowMs > 0) await sleep(community.faults.slowMs);
  if (url.pathname.startsWith('/file/')) return sendFile(community, url.pathname, response);
  if (url.pathname === '/longpoll') return json(response, await longPoll(community, url.searchParams));
  if (url.pathname.startsWith('/upload/')) return json(response, takeUpload(community, url.pathname, body));
  if (community.faults.html > 0) {
    community.faults.html -= 1;
    response.writeHead(502, { 'content-type': 'text/html' });
    response.end('<html>Bad Gateway</html>');
    return;
  }
  const form = new URLSearchParams(body.toString('utf8'));
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? form.get('access_token');
  const answer: Answer =
    token === community.token
      ? await answerMethod(community, url.pathname.replace(/^\/method\//, ''), form)
      : { error: { error_code: 5, error_msg: 'User authorization failed: invalid access_token.' } };
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  json(response, answer);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, answer: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function sendFile(community: Community, path: string, response: ServerResponse): void {
  const file = community.files.get(path);
  response.writeHead(file === undefined ? 404 : 200, { 'content-type': 'image/jpeg' });
  response.end(file?.bytes);
}

/** `failed` 1: history outdated; 2: key expired; 3: both lost. */
async function longPoll(community: Community, query: URLSearchParams): Promise<object> {
  const ts = Number(query.get('ts'));
  if (query.get('act') !== 'a_check') return { failed: 4 };
  if (query.get('key') !== community.key) return { failed: Number.isFinite(ts) && ts > 0 ? 2 : 3 };
  if (!Number.isFinite(ts) || ts === 0) return { failed: 3 };
  community.asked = Math.max(community.asked, ts);
  if (ts < community.oldest) return { failed: 1, ts: community.oldest };
  const fresh = () => community.queue.filter((entry) => entry.ts > ts);
  if (fresh().length === 0) await community.news(Math.min(90, Number(query.get('wait') ?? 25)) * 1000);
  const found = fresh();
  return { ts: String(found.at(-1)?.ts ?? ts), updates: found.map((entry) => entry.event) };
}

/** Reads the one file of a multipart form. */
function takeUpload(community: Community, path: string, body: Buffer): object {
  const field = path.startsWith('/upload/photo') ? 'photo' : 'file';
  const headEnd = body.indexOf('\r\n\r\n');
  const head = body.subarray(0, headEnd).toString('utf8');
  const boundary = head.split('\r\n')[0] ?? '';
  const end = body.lastIndexOf(`\r\n${boundary}--`);
  const name = /filename="([^"]*)"/.exec(head)?.[1];
  if (!head.includes(`name="${field}"`) || name === undefined || end < 0) {
    return field === 'photo'
      ? { server: 1, photo: '[]', hash: '' }
      : { error: 'unknown error', error_descr: 'no file' };
  }
  const key = `upload-${community.files.size + 1}`;
  community.files.set(key, { name, bytes: body.subarray(headEnd + 4, end) });
  return field === 'photo' ? { server: 1, photo: JSON.stringify([key]), hash: 'abc' } : { file: key };
}
