import { BEFORE_WRITING } from '../certainty.ts';

/** A call that brought no answer of the Bot API: no connection, a cut one, or somebody else's page. */
export class TransportError extends Error {
  /** Whether the request may have reached the server all the same. */
  readonly reached: boolean;
  /** HTTP status where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, reached: boolean, status?: number) {
    super(message);
    this.name = 'TransportError';
    this.reached = reached;
    this.status = status;
  }
}

/** What the platform says of ports that it refuses to call. */
const BAD_PORT = 'bad port';

/** Failures before the first byte went out. */
const BEFORE_SENDING = new Set([...BEFORE_WRITING, BAD_PORT, 'EADDRNOTAVAIL', 'ETIMEDOUT']);

/** More than the server holds a poll open, so that only a dead connection is given up. */
const PATIENCE_MS = 75_000;
const UPLOAD_PATIENCE_MS = 900_000;

interface Request {
  method?: string;
  headers?: unknown;
  body?: unknown;
  signal?: unknown;
}

/**
 * `fetch` for grammY that keeps what grammY would drop: the status of answers that are not JSON, the `Retry-After`
 * header, and whether the request left at all. The platform's client also forgets idle connections before servers
 * close them, so that fewer sends end in doubt. Messages hold no address, because addresses hold the token.
 */
export async function transport(url: unknown, request: Request = {}): Promise<{ json(): Promise<unknown> }> {
  const answer = await exchange(String(url), request);
  const body = readJson(answer.text);
  if (body === undefined) {
    throw new TransportError(`HTTP ${answer.status} without a Bot API answer`, true, answer.status);
  }
  return { json: () => Promise.resolve(withRetryAfter(body, answer.retryAfter)) };
}

interface Answer {
  status: number;
  text: string;
  retryAfter: string | null;
}

async function exchange(url: string, request: Request): Promise<Answer> {
  const relay = new AbortController();
  const signal = request.signal as AbortSignal | undefined;
  if (signal?.aborted) throw new TransportError('stopped before sending', false);
  const abort = () => relay.abort();
  signal?.addEventListener('abort', abort, { once: true });
  const deadline = setTimeout(abort, typeof request.body === 'string' ? PATIENCE_MS : UPLOAD_PATIENCE_MS);
  try {
    const init = { ...request, signal: relay.signal, duplex: 'half' } as unknown as RequestInit;
    const response = await fetch(url, init);
    return {
      status: response.status,
      text: await response.text(),
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (error) {
    const codes = codesOf(error);
    const refused = codes.length > 0 && codes.every((code) => BEFORE_SENDING.has(code));
    throw new TransportError(relay.signal.aborted ? 'stopped' : (codes[0] ?? 'network failure'), !refused);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', abort);
  }
}

/** Codes of an error and of all its causes; several addresses of one host fail together. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, errors, syscall, message } = error as Record<
    'code' | 'cause' | 'errors' | 'syscall' | 'message',
    unknown
  >;
  const inner = Array.isArray(errors) && errors.length > 0 ? errors : cause === undefined ? [] : [cause];
  const found = inner.flatMap(codesOf);
  if (message === BAD_PORT) return [BAD_PORT];
  if (found.length > 0 || typeof code !== 'string') return found;
  return [syscall === 'read' || syscall === 'write' ? `${syscall} ${code}` : code];
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'ok' in parsed
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function withRetryAfter(body: Record<string, unknown>, header: string | null): Record<string, unknown> {
  const seconds = Number(header);
  if (body.ok === true || body.parameters !== undefined || header === null || !(seconds > 0)) return body;
  return { ...body, parameters: { retry_after: seconds } };
}
