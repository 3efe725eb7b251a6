import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { S3Place } from './files/s3/client.ts';

/** One variable of the environment: how it is checked and what the documentation says of it. */
interface Variable {
  schema: z.ZodType;
  /** What the variable does, in one sentence; the README's table is tested against it. */
  about: string;
  /** The value without which the service runs, as the documentation writes it. */
  fallback: string;
  /** What to write instead, appended to every complaint. */
  remedy: string;
}

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const address = (...schemes: string[]) =>
  z
    .string()
    .refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value));

/** Every variable the service itself reads; accounts may be provisioned by variables of their channels. */
export const ENVIRONMENT = {
  PORT: {
    schema: whole(0, 65_535),
    about: 'Port of everything: pages, API, sockets, webhooks; 0 lets the system choose.',
    fallback: '3000',
    remedy: 'a number from 0 to 65535',
  },
  HOST: {
    schema: z.string().min(1).max(255),
    about: 'Address to listen on; 127.0.0.1 keeps it on this machine.',
    fallback: '0.0.0.0',
    remedy: 'an address of this machine, for instance 127.0.0.1',
  },
  DATA_DIR: {
    schema: z.string().min(1),
    about: 'Folder of the embedded database, the files and the secret.',
    fallback: './data',
    remedy: 'a folder that this user may write to',
  },
  MONGODB_URI: {
    schema: address('mongodb', 'mongodb+srv'),
    about: 'A MongoDB of your own; unset means the embedded database in DATA_DIR.',
    fallback: '',
    remedy: 'a connection string such as mongodb://host:27017/okno',
  },
  STORE_PORT: {
    schema: whole(0, 65_535),
    about: 'Port on 127.0.0.1 at which mongosh can look into the embedded database.',
    fallback: '',
    remedy: 'a free port number',
  },
  REDIS_URL: {
    schema: address('redis', 'rediss'),
    about: 'Carries live events between several processes.',
    fallback: '',
    remedy: 'an address such as redis://host:6379',
  },
  PUBLIC_URL: {
    schema: address('https', 'http').transform((value) => value.replace(/\/+$/, '')),
    about: 'Address under which the outside reaches this service; needed for webhooks and public links.',
    fallback: '',
    remedy: 'an address such as https://inbox.example.org',
  },
  OKNO_SECRET: {
    schema: z.string().min(32),
    about: 'Key that seals stored passwords and tokens; made and kept in DATA_DIR when unset.',
    fallback: '',
    remedy: 'at least 32 random characters, for instance from: openssl rand -hex 32',
  },
  OKNO_ADMIN_EMAIL: {
    schema: z.email().max(254),
    about: 'E-mail address of the first administrator, made at the first start.',
    fallback: '',
    remedy: 'an e-mail address',
  },
  OKNO_ADMIN_PASSWORD: {
    schema: z.string().min(10).max(1024),
    about: 'Password of the first administrator.',
    fallback: '',
    remedy: 'at least 10 characters',
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    about: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
    fallback: 'info',
    remedy: 'trace, debug, info, warn, error, fatal or silent',
  },
  TRUST_PROXY: {
    schema: whole(0, 10),
    about: 'How many reverse proxies stand in front; their X-Forwarded-For is believed.',
    fallback: '0',
    remedy: 'a number from 0 to 10',
  },
  SESSION_DAYS: {
    schema: whole(1, 365),
    about: 'Days without use after which a person has to sign in again.',
    fallback: '30',
    remedy: 'a number from 1 to 365',
  },
  MAX_UPLOAD_MB: {
    schema: whole(1, 4096),
    about: 'Largest file an operator may attach, in megabytes.',
    fallback: '50',
    remedy: 'a number from 1 to 4096',
  },
  FILES_QUOTA_GB: {
    schema: whole(1, 1_000_000),
    about: 'Space for all files together, in gigabytes; what is above it is refused with a reason.',
    fallback: '',
    remedy: 'a number of gigabytes',
  },
  S3_ENDPOINT: {
    schema: address('https', 'http').transform((value) => value.replace(/\/+$/, '')),
    about:
      'S3-compatible storage for files instead of DATA_DIR; files that are there already are still found.',
    fallback: '',
    remedy: 'an address such as https://storage.example.org',
  },
  S3_BUCKET: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    about: 'Bucket of the files; it has to exist.',
    fallback: '',
    remedy: 'the name of a bucket',
  },
  S3_REGION: {
    schema: z.string().regex(/^[a-z0-9-]{1,40}$/),
    about: 'Region of the storage, as its provider names it.',
    fallback: 'us-east-1',
    remedy: 'a name such as eu-central-1',
  },
  S3_ACCESS_KEY: {
    schema: z.string().regex(/^[\w.+/=-]{3,200}$/),
    about: 'Access key of the storage.',
    fallback: '',
    remedy: 'the access key of the storage',
  },
  S3_SECRET_KEY: {
    schema: z.string().min(8).max(500),
    about: 'Secret key of the storage.',
    fallback: '',
    remedy: 'the secret key of the storage',
  },
  METRICS_TOKEN: {
    schema: z.string().min(16),
    about: 'When set, /metrics asks for it as a bearer token.',
    fallback: '',
    remedy: 'at least 16 characters',
  },
  RECORDING_HOSTS: {
    schema: z
      .string()
      .regex(/^[\w.:[\]-]{1,255}(,[\w.:[\]-]{1,255})*$/)
      .transform((value) => value.split(',')),
    about:
      'Telephone exchanges inside your own network whose recordings may be fetched, separated by commas.',
    fallback: '',
    remedy: 'host names without spaces, for instance pbx.lan,192.168.1.5:8088',
  },
} as const satisfies Record<string, Variable>;

const S3_NEEDED = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  port: number;
  host: string;
  /** Absolute path. */
  dataDir: string;
  mongodbUri: string | undefined;
  storePort: number | undefined;
  redisUrl: string | undefined;
  /** Without a slash at the end. */
  publicUrl: string | undefined;
  /** At least 32 characters; keys for every purpose are derived from it. */
  secret: string;
  admin: { email: string; password: string } | undefined;
  logLevel: string;
  trustProxy: number;
  sessionMs: number;
  maxUploadBytes: number;
  /** Space for all files together. */
  filesQuotaBytes: number | undefined;
  s3: S3Place | undefined;
  metricsToken: string | undefined;
  /** Host names, with a port where it matters, that recordings may come from although they are internal. */
  recordingHosts: readonly string[];
  /** The whole environment, for channels that provision accounts from it. */
  env: Environment;
}

/** The environment cannot be used; each problem is a sentence that names a variable and its remedy. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Checks the environment, makes the data folder and the secret. Throws ConfigError naming every mistake at once. */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const values = readValues(env, problems);
  if ((values.OKNO_ADMIN_EMAIL === undefined) !== (values.OKNO_ADMIN_PASSWORD === undefined)) {
    problems.push('OKNO_ADMIN_EMAIL and OKNO_ADMIN_PASSWORD belong together: set both or none.');
  }
  const storage = S3_NEEDED.filter((name) => values[name] === undefined);
  if (storage.length > 0 && storage.length < S3_NEEDED.length) {
    problems.push(`${S3_NEEDED.join(', ')} belong together: set ${storage.join(', ')} as well, or none.`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const dataDir = resolve(String(values.DATA_DIR));
  openDataDir(dataDir);
  const text = (name: keyof typeof ENVIRONMENT) => values[name] as string | undefined;
  const email = text('OKNO_ADMIN_EMAIL');
  const password = text('OKNO_ADMIN_PASSWORD');
  return {
    port: Number(values.PORT),
    host: String(values.HOST),
    dataDir,
    mongodbUri: text('MONGODB_URI'),
    storePort: values.STORE_PORT as number | undefined,
    redisUrl: text('REDIS_URL'),
    publicUrl: text('PUBLIC_URL'),
    secret: text('OKNO_SECRET') ?? keptSecret(join(dataDir, 'secret')),
    admin: email === undefined || password === undefined ? undefined : { email, password },
    logLevel: String(values.LOG_LEVEL),
    trustProxy: Number(values.TRUST_PROXY),
    sessionMs: Number(values.SESSION_DAYS) * 86_400_000,
    maxUploadBytes: Number(values.MAX_UPLOAD_MB) * 1024 * 1024,
    filesQuotaBytes:
      values.FILES_QUOTA_GB === undefined ? undefined : Number(values.FILES_QUOTA_GB) * 2 ** 30,
    s3: s3Place(text),
    metricsToken: text('METRICS_TOKEN'),
    recordingHosts: (values.RECORDING_HOSTS as string[] | undefined) ?? [],
    env,
  };
}

function s3Place(text: (name: keyof typeof ENVIRONMENT) => string | undefined): S3Place | undefined {
  const [endpoint, bucket, accessKey, secretKey] = S3_NEEDED.map(text);
  if (!endpoint || !bucket || !accessKey || !secretKey) return undefined;
  return { endpoint, bucket, accessKey, secretKey, region: text('S3_REGION') ?? '' };
}

function readValues(
  env: Environment,
  problems: string[],
): Partial<Record<keyof typeof ENVIRONMENT, unknown>> {
  const values: Partial<Record<keyof typeof ENVIRONMENT, unknown>> = {};
  for (const name of Object.keys(ENVIRONMENT) as (keyof typeof ENVIRONMENT)[]) {
    const { schema, fallback, remedy } = ENVIRONMENT[name];
    const given = env[name]?.trim() || fallback;
    if (given === '') continue;
    const parsed = schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} is not usable as it is: write ${remedy}.`);
  }
  return values;
}

/** Names that look like ours but mean nothing: most likely misspelt, worth a warning. */
export function unknownVariables(env: Environment): string[] {
  return Object.keys(env).filter((name) => name.startsWith('OKNO_') && !(name in ENVIRONMENT));
}

function openDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ConfigError([
      `DATA_DIR "${dir}" cannot be used (${code}): name a folder that this user may make and write to.`,
    ]);
  }
}

/** Read back at every start, because what it sealed must stay readable; written once, for its owner only. */
function keptSecret(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length >= 32) return secret;
  throw new ConfigError([
    `The secret in "${file}" is damaged: bring the file back from a backup, or set OKNO_SECRET to its old value.`,
  ]);
}
