import type { SettingField, SettingProblem } from '../../channels/contract.ts';

export const CLOUD_ROOT = 'https://api.telegram.org';

export interface TelegramSettings {
  token: string;
  /** `mounted`: updates come through a bot that the owner already runs; we only send. */
  mode: 'polling' | 'webhook' | 'mounted';
  /** Address of another Bot API server, without a trailing slash. */
  apiRoot?: string;
  /** Word that every webhook call must bring; made from the token when unset. */
  secret?: string;
  /** Whether messages of groups and channels enter the inbox. */
  groups: boolean;
}

export const telegramFields: readonly SettingField[] = [
  { name: 'token', kind: 'secret', required: true },
  { name: 'mode', kind: 'choice', required: true, choices: ['polling', 'webhook'], default: 'polling' },
  { name: 'groups', kind: 'toggle', required: false, default: false, advanced: true },
  {
    name: 'secret',
    kind: 'secret',
    required: false,
    when: { name: 'mode', is: 'webhook' },
    advanced: true,
  },
  { name: 'apiRoot', kind: 'text', required: false, advanced: true },
];

const MODES = ['polling', 'webhook', 'mounted'] as const;

/** Checks the account's settings and fills in what may be left out. */
export function parseTelegramSettings(
  input: unknown,
): { ok: true; settings: TelegramSettings } | { ok: false; problems: SettingProblem[] } {
  const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  const problems: SettingProblem[] = [];
  const invalid = (field: string, message: string): void => {
    problems.push({ field, code: 'invalid', message });
  };
  const known = new Set(telegramFields.map((field) => field.name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ field: name, code: 'unknown', message: `Remove "${name}".` });
  }

  const token = typeof given.token === 'string' ? given.token.trim() : '';
  if (token === '') {
    problems.push({ field: 'token', code: 'required', message: 'Paste the token that @BotFather gave you.' });
  } else if (!/^\d+:[\w-]+$/.test(token)) {
    invalid('token', 'Copy the whole token: digits, a colon, then letters and digits.');
  }
  const mode = MODES.find((one) => one === (given.mode ?? 'polling'));
  if (mode === undefined) invalid('mode', 'Choose "polling" or "webhook".');
  const secret = optionalText(given.secret);
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
    invalid('secret', 'Use 1 to 256 Latin letters, digits, "_" or "-".');
  }
  const apiRoot = rootOf(given.apiRoot);
  if (apiRoot === 'invalid') invalid('apiRoot', 'Write an address such as http://localhost:8081.');
  const groups = given.groups ?? false;
  if (typeof groups !== 'boolean') invalid('groups', 'Choose yes or no.');

  if (problems.length > 0 || mode === undefined) return { ok: false, problems };
  const settings: TelegramSettings = { token, mode, groups: groups === true };
  if (apiRoot !== undefined && apiRoot !== 'invalid') settings.apiRoot = apiRoot;
  if (secret !== undefined) settings.secret = secret;
  return { ok: true, settings };
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The public server's own address is the same as none. */
function rootOf(value: unknown): string | 'invalid' | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || !URL.canParse(value.trim())) return 'invalid';
  const url = new URL(value.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'invalid';
  const root = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return root === CLOUD_ROOT ? undefined : root;
}
