/** What a door answered; `body` is parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  body: any;
}

export interface Client {
  address: string;
  headers: Readonly<Record<string, string>>;
  /** `path` below `/api/v1`, or absolute from the root when it begins with two slashes. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

/** Requests as a program makes them: no browser, no cookies but those given. */
export function createClient(address: string, headers: Readonly<Record<string, string>> = {}): Client {
  const ask: Client['ask'] = async (method, path, body, more = {}) => {
    const url = path.startsWith('//') ? `${address}${path.slice(1)}` : `${address}/api/v1${path}`;
    const json = body !== undefined && !(body instanceof FormData) && typeof body !== 'string';
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers, ...more },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string | FormData) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    address,
    headers,
    ask,
    get: (path) => ask('GET', path),
    post: (path, body = {}) => ask('POST', path, body),
    patch: (path, body = {}) => ask('PATCH', path, body),
    put: (path, body = {}) => ask('PUT', path, body),
    delete: (path) => ask('DELETE', path),
  };
}

/** Signed in as a person's browser is: by the cookie, from the service's own page. */
export async function signIn(address: string, person: { email: string; password: string }): Promise<Client> {
  const { email, password } = person;
  const answer = await createClient(address, { origin: address }).post('/session', { email, password });
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`Nobody signed in: ${answer.status}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return createClient(address, { cookie, origin: address });
}
