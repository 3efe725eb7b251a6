type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings from `EMAIL_IMAP_URL` and `EMAIL_SMTP_URL` (`imaps://user:password@host:993`); a user name that is no
 * address needs `EMAIL_ADDRESS`. Undefined when the first is not set; what is wrong in it the settings check names.
 */
export function fromEnvironment(env: Environment): { name: string; settings: unknown } | undefined {
  const imap = server(env.EMAIL_IMAP_URL, 'imaps:', 993, 143);
  if (imap === undefined) return undefined;
  const smtp = server(env.EMAIL_SMTP_URL, 'smtps:', 465, 587) ?? { host: imap.host };
  const address =
    env.EMAIL_ADDRESS?.trim() ||
    [imap.user, smtp.user].find((user) => user?.includes('@')) ||
    imap.user ||
    '';
  return { name: address, settings: { address, imap, smtp } };
}

interface FromUrl {
  host: string;
  port?: number;
  secure?: boolean;
  user?: string;
  pass?: string;
}

function server(
  raw: string | undefined,
  secureScheme: string,
  securePort: number,
  plainPort: number,
): FromUrl | undefined {
  if (raw === undefined || raw.trim() === '') return undefined;
  const url = URL.canParse(raw.trim()) ? new URL(raw.trim()) : undefined;
  if (url === undefined) return { host: '' };
  const secure = url.protocol === secureScheme;
  const found: FromUrl = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? securePort : plainPort),
    secure,
  };
  if (url.username !== '') found.user = decodeURIComponent(url.username);
  if (url.password !== '') found.pass = decodeURIComponent(url.password);
  return found;
}
