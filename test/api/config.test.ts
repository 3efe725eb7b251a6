import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConfigError,
  ENVIRONMENT,
  type Environment,
  readConfig,
  unknownVariables,
} from '../../src/config.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'okno-config-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const read = (env: Environment) => readConfig({ DATA_DIR: join(dir, 'data'), ...env });

function problemsOf(env: Environment): string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  test('nothing set is enough to run', () => {
    const config = read({});
    expect(config).toMatchObject({ port: 3000, mongodbUri: undefined, admin: undefined, logLevel: 'info' });
  });

  test('an empty variable counts as unset', () => {
    expect(read({ PORT: '', MONGODB_URI: ' ' })).toMatchObject({ port: 3000, mongodbUri: undefined });
  });

  test.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['MONGODB_URI', 'localhost:27017'],
    ['REDIS_URL', 'http://redis'],
    ['PUBLIC_URL', 'my.inbox'],
    ['OKNO_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_DAYS', '0'],
    ['MAX_UPLOAD_MB', 'many'],
    ['TRUST_PROXY', 'yes'],
    ['METRICS_TOKEN', 'x'],
    ['STORE_PORT', '1e3'],
    ['FILES_QUOTA_GB', 'plenty'],
    ['RECORDING_HOSTS', 'http://pbx/'],
  ])('%s=%s is refused with one sentence that names it', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} .*: write .+\\.$`));
    expect(problems[0]).not.toContain(value.length > 3 ? value : '\u0000');
  });

  test('every mistake is named at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y', OKNO_ADMIN_EMAIL: 'not an address' })).toHaveLength(3);
  });

  test('address and password of the administrator belong together', () => {
    expect(problemsOf({ OKNO_ADMIN_EMAIL: 'olga@example.org' })).toHaveLength(1);
    expect(problemsOf({ OKNO_ADMIN_PASSWORD: 'long enough' })).toHaveLength(1);
    expect(read({ OKNO_ADMIN_EMAIL: 'olga@example.org', OKNO_ADMIN_PASSWORD: 'long enough' }).admin).toEqual({
      email: 'olga@example.org',
      password: 'long enough',
    });
  });

  test('the parts of a file storage belong together', () => {
    const all = {
      S3_ENDPOINT: 'https://storage.example.org/',
      S3_BUCKET: 'files',
      S3_ACCESS_KEY: 'AKID',
      S3_SECRET_KEY: 'secret key',
    };
    const { S3_SECRET_KEY: _, ...three } = all;
    expect(problemsOf(three)).toEqual([expect.stringContaining('set S3_SECRET_KEY as well')]);
    expect(read({}).s3).toBeUndefined();
    expect(read(all).s3).toEqual({
      endpoint: 'https://storage.example.org',
      bucket: 'files',
      region: 'us-east-1',
      accessKey: 'AKID',
      secretKey: 'secret key',
    });
  });

  test('a data folder that is a file is refused with its name', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    expect(problemsOf({ DATA_DIR: file })[0]).toContain(file);
  });

  test('a secret is made once, for its owner only, and kept', () => {
    const first = read({}).secret;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(read({}).secret).toBe(first);
    expect(statSync(join(dir, 'data', 'secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dir, 'data', 'secret'), 'utf8').trim()).toBe(first);
  });

  test('a damaged secret is not replaced, because what it sealed would be lost', () => {
    const data = join(dir, 'damaged');
    read({ DATA_DIR: data });
    writeFileSync(join(data, 'secret'), 'x');
    expect(problemsOf({ DATA_DIR: data })).toHaveLength(1);
  });

  test('a likely misspelling is noticed', () => {
    expect(unknownVariables({ OKNO_ADMIN_MAIL: 'x', OKNO_SECRET: 'x', HOME: '/' })).toEqual([
      'OKNO_ADMIN_MAIL',
    ]);
  });

  test('every variable says what it does and what to write', () => {
    for (const variable of Object.values(ENVIRONMENT)) {
      expect(variable.about).toMatch(/^[A-Z].*\.$/);
      expect(variable.remedy).not.toBe('');
    }
  });
});
