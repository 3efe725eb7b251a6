import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDiskBytes, type FileBytes } from '../../src/files/bytes.ts';
import { withOlder } from '../../src/files/open-bytes.ts';
import { createS3Bytes } from '../../src/files/s3/bytes.ts';
import { openBucket, type S3Bucket } from '../../src/files/s3/client.ts';
import { EMPTY_HASH, signed } from '../../src/files/s3/sign.ts';
import { createS3Simulator, type S3Simulator } from '../simulators/s3/index.ts';

let s3: S3Simulator;
let bucket: S3Bucket;
let bytes: FileBytes;
let spool: string;

beforeEach(async () => {
  s3 = await createS3Simulator();
  spool = mkdtempSync(join(tmpdir(), 'okno-spool-'));
  bucket = openBucket({ ...s3, endpoint: s3.url });
  bytes = await createS3Bytes(bucket, spool);
});
afterEach(async () => {
  bucket.close();
  await s3.close();
  rmSync(spool, { recursive: true, force: true });
});

const content = randomBytes(300_000);
const pieces = () => Readable.from([content.subarray(0, 100_000), content.subarray(100_000)]);

it('signs as the reference of the protocol does', () => {
  // "GET Object" of "Signature Calculations for the Authorization Header" in the Amazon S3 API reference.
  const headers = signed(
    {
      method: 'GET',
      path: '/test.txt',
      headers: { host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9' },
      payloadHash: EMPTY_HASH,
    },
    {
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
    },
    Date.UTC(2013, 4, 24),
  );
  expect(headers.authorization).toContain('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});

it('keeps bytes by their hash, gives them back whole and in part, and stores the same ones once', async () => {
  const { key, size } = await bytes.put(pieces());
  expect(size).toBe(content.length);
  expect(await bytes.size(key)).toBe(content.length);
  expect((await buffer(await bytes.open(key))).equals(content)).toBe(true);
  const part = await buffer(await bytes.open(key, { start: 1000, end: 1999 }));
  expect(part.equals(content.subarray(1000, 2000))).toBe(true);
  expect((await bytes.put(pieces())).key).toBe(key);
  expect(s3.log.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  expect(readdirSync(spool)).toEqual([]);
  await bytes.remove(key);
  await expect(bytes.open(key)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(bytes.size('../secret')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('announces nothing that the storage has not taken, and asks again when it stumbles', async () => {
  s3.failNext(503, 'cut', 500);
  await expect(bytes.put(pieces())).rejects.toThrow();
  expect(s3.objects.size).toBe(0);
  s3.failNext(404, 503, 'cut');
  const { key } = await bytes.put(pieces());
  expect((await buffer(await bytes.open(key))).equals(content)).toBe(true);
  expect(readdirSync(spool)).toEqual([]);
});

it('still finds what was stored in a folder before', async () => {
  const disk = await createDiskBytes(join(spool, 'older'));
  const { key } = await disk.put(pieces());
  const both = withOlder(bytes, disk);
  expect((await buffer(await both.open(key))).equals(content)).toBe(true);
  expect(await both.size(key)).toBe(content.length);
  await both.put(pieces());
  expect(s3.objects.size).toBe(1);
  await both.remove(key);
  await expect(both.open(key)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('says what the storage refuses, without keys', async () => {
  const wrong = openBucket({ ...s3, endpoint: s3.url, secretKey: 'not the one' });
  const refused = wrong.put('ab/cd', () => Readable.from([]), { size: 0, hash: EMPTY_HASH });
  await expect(refused).rejects.toThrow('The file storage answered 403 (SignatureDoesNotMatch).');
  expect(s3.log).toHaveLength(1);
  wrong.close();
});

it('stops an upload that is too large before it leaves', async () => {
  const stop = bytes.put(pieces(), (_piece, total) => {
    if (total > 150_000) throw new Error('too large');
  });
  await expect(stop).rejects.toThrow('too large');
  expect(s3.log).toEqual([]);
  expect(readdirSync(spool)).toEqual([]);
});
