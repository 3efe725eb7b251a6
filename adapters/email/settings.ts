import { z } from 'zod';
import type { SettingField } from '../../channels/contract.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const host = z.string().trim().min(1, 'Name the server, for instance imap.example.com.').max(253);

/** Forms send lists as text with commas. */
const list = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : value,
  z.array(z.string().trim().min(1)).max(50),
);

const server = {
  host,
  port: port.optional(),
  /** TLS from the first byte; else STARTTLS, which is demanded except from this machine itself. */
  secure: z.boolean().optional(),
  user: z.string().trim().max(320).optional(),
  pass: z.string().max(1000).optional(),
  /** Permits an unencrypted connection to a server in a trusted network. */
  plain: z.boolean().optional(),
};

const oauth2 = z.strictObject({
  clientId: z.string().trim().min(1),
  clientSecret: z.string().optional(),
  refreshToken: z.string().trim().min(1),
  accessUrl: z.url('Give the whole address of the token endpoint.').optional(),
});

const shape = z.strictObject({
  address: z
    .email('Give the mailbox address, for instance support@example.com.')
    .transform((value) => value.toLowerCase()),
  imap: z.strictObject({ ...server, folders: list.optional() }),
  smtp: z.strictObject(server),
  name: z.string().trim().max(100).optional(),
  signature: z.string().max(4000).optional(),
  aliases: list.optional(),
  /** Days of earlier mail taken in on the first start; 0 takes only what comes from then on. */
  since: z.coerce.number().int().min(0).max(3650).default(14),
  /** The server delivers `name+anything@`; answers then carry a token in their address. */
  plusAddressing: z.boolean().default(false),
  /** Ask for a read receipt with every letter; many mail programs ignore it or ask their reader. */
  readReceipts: z.boolean().default(false),
  /** A line "reply above" on top of answers. */
  border: z.boolean().default(true),
  /** Put a copy of what we send into the Sent folder unless the server does. */
  sentCopy: z.boolean().default(true),
  oauth2: oauth2.optional(),
});

export interface ServerSettings {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  pass: string;
  plain: boolean;
}

export type EmailSettings = Omit<z.infer<typeof shape>, 'imap' | 'smtp'> & {
  imap: ServerSettings & { folders?: string[] | undefined };
  smtp: ServerSettings;
};

/** Settings with defaults: implicit TLS on the usual ports. */
export const emailSettings = shape
  .superRefine((value, context) => {
    const signsIn = value.oauth2 !== undefined || (value.imap.pass ?? '') !== '';
    if (!signsIn)
      context.addIssue({
        code: 'invalid_type',
        expected: 'string',
        path: ['imap', 'pass'],
        input: undefined,
        message: 'Give the password or app password of the mailbox.',
      });
  })
  .transform((value): EmailSettings => {
    const imap = { ...complete(value.imap, 993, value.address), folders: value.imap.folders };
    const smtp = complete(value.smtp, 465, '');
    return { ...value, imap, smtp };
  });

/** Ports on which TLS begins by STARTTLS, whatever a form's switch says. */
const UPGRADED: ReadonlySet<number> = new Set([25, 143, 587]);

type Given = z.infer<z.ZodObject<typeof server>>;

function complete(given: Given, usual: number, address: string): ServerSettings {
  const at = given.port ?? usual;
  return {
    host: given.host,
    port: at,
    secure: !UPGRADED.has(at) && (given.secure ?? (at === 993 || at === 465)),
    user: given.user || address,
    pass: given.pass ?? '',
    plain: given.plain ?? false,
  };
}

/**
 * The server for sending with its login. Where none is given it is the mailbox's, looked up at each use, so that a
 * password changed in one place is changed.
 */
export function smtpServer({ imap, smtp }: EmailSettings): ServerSettings {
  return { ...smtp, user: smtp.user || imap.user, pass: smtp.pass || imap.pass };
}

/** Whether a connection without TLS from the start must be upgraded: always, save within this machine. */
export function demandsStartTls(given: ServerSettings): boolean {
  const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(given.host);
  return !given.secure && !given.plain && !loopback;
}

const serverFields = (name: 'imap' | 'smtp', usual: number): SettingField[] => [
  { name: `${name}.host`, kind: 'text', required: true },
  { name: `${name}.port`, kind: 'number', required: false, default: usual },
  { name: `${name}.secure`, kind: 'toggle', required: false, default: true, advanced: true },
  { name: `${name}.user`, kind: 'text', required: false, advanced: name === 'smtp' },
  { name: `${name}.pass`, kind: 'secret', required: false, advanced: name === 'smtp' },
  { name: `${name}.plain`, kind: 'toggle', required: false, default: false, advanced: true },
];

export const emailFields: readonly SettingField[] = [
  { name: 'address', kind: 'text', required: true },
  { name: 'name', kind: 'text', required: false },
  ...serverFields('imap', 993),
  ...serverFields('smtp', 465),
  { name: 'signature', kind: 'text', required: false },
  { name: 'since', kind: 'number', required: false, default: 14 },
  { name: 'imap.folders', kind: 'text', required: false, advanced: true },
  { name: 'aliases', kind: 'text', required: false, advanced: true },
  { name: 'plusAddressing', kind: 'toggle', required: false, default: false, advanced: true },
  { name: 'readReceipts', kind: 'toggle', required: false, default: false, advanced: true },
  { name: 'border', kind: 'toggle', required: false, default: true, advanced: true },
  { name: 'sentCopy', kind: 'toggle', required: false, default: true, advanced: true },
  { name: 'oauth2.clientId', kind: 'text', required: false, advanced: true },
  { name: 'oauth2.clientSecret', kind: 'secret', required: false, advanced: true },
  { name: 'oauth2.refreshToken', kind: 'secret', required: false, advanced: true },
  { name: 'oauth2.accessUrl', kind: 'text', required: false, advanced: true },
];
