/** An answer that is not a success. `status` 0 means that no answer came. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: number, message: string, field?: string, retryAfterSeconds?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Answer<T> {
  body: T;
  /** Head of the event log before the data was read. */
  cursor: number | null;
}

export interface Http {
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer<T>>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

const root = '/api/v1';

/** The one way to the server. `onSignedOut` hears of every 401, so that the sign-in page can come up over the work. */
export function createHttp(onSignedOut: () => void, fetcher: typeof fetch = fetch): Http {
  async function call<T>(method: string, path: string, init: RequestInit): Promise<Answer<T>> {
    let response: Response;
    try {
      response = await fetcher(root + path, { method, credentials: 'same-origin', ...init });
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause;
      throw new ApiError('offline', 0, 'No connection to the server.');
    }
    if (!response.ok) {
      const error = await readError(response);
      if (error.status === 401 && path !== '/session') onSignedOut();
      throw error;
    }
    const cursor = response.headers.get('x-okno-cursor');
    const body = (response.status === 204 ? undefined : await response.json()) as T;
    return { body, cursor: cursor === null ? null : Number(cursor) };
  }
  return {
    get: (path, query = {}, signal) => call('GET', path + queryString(query), signal ? { signal } : {}),
    send: async (method, path, body) => {
      const init = body === undefined ? {} : jsonBody(body);
      return (await call<never>(method, path, init)).body;
    },
  };
}

function jsonBody(body: unknown): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function queryString(query: Query): string {
  const filled = Object.entries(query).filter((pair) => pair[1] !== undefined);
  if (filled.length === 0) return '';
  return `?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function readError(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; field?: string } };
    return new ApiError(error.code, response.status, error.message, error.field, retryAfter);
  } catch {
    const code = response.status >= 500 ? 'unavailable' : 'internal';
    return new ApiError(
      code,
      response.status,
      `The server answered ${response.status}.`,
      undefined,
      retryAfter,
    );
  }
}
