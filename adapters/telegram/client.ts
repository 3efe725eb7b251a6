import { Api } from 'grammy';
import { CLOUD_ROOT, type TelegramSettings } from './settings.ts';
import { transport } from './transport.ts';

/** One call of the Bot API by name; answers `result` or throws what grammY throws. */
export type Call = (method: string, body?: object, signal?: AbortSignal) => Promise<unknown>;

export interface BotClient {
  call: Call;
  /** Address of a file's bytes. It holds the token: only for our own requests. */
  fileUrl(path: string): string;
  /** True for a server of one's own, which may hand out paths on its disk. */
  local: boolean;
}

type RawMethods = Record<string, (body: object, signal?: AbortSignal) => Promise<unknown>>;

export function createClient(settings: Pick<TelegramSettings, 'token' | 'apiRoot'>): BotClient {
  const root = settings.apiRoot ?? CLOUD_ROOT;
  const api = new Api(settings.token, {
    apiRoot: root,
    sensitiveLogs: false,
    // The transport gives up earlier, and knows whether a request was on its way.
    timeoutSeconds: 1_000,
    fetch: transport as unknown as typeof fetch as never,
  });
  const raw = api.raw as unknown as RawMethods;
  return {
    call: (method, body = {}, signal) => {
      const run = raw[method];
      if (run === undefined) return Promise.reject(new Error(`There is no method "${method}".`));
      return PARAMETERLESS.has(method)
        ? (run as unknown as (signal?: AbortSignal) => Promise<unknown>)(signal)
        : run(body, signal);
    },
    fileUrl: (path) =>
      `${root}/file/bot${settings.token}/${path.split('/').map(encodeURIComponent).join('/')}`,
    local: settings.apiRoot !== undefined,
  };
}

/** grammY takes the signal first for methods without parameters. */
const PARAMETERLESS = new Set(['getMe', 'getWebhookInfo']);
