import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOG_FILES } from '../../src/store/embedded/kv/log.ts';
import { openKv } from '../../src/store/embedded/kv/open.ts';

const disk = vi.hoisted(() => ({ failing: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fdatasync = (handle: number, done: (error: Error | null) => void): void =>
    disk.failing ? done(new Error('EIO: i/o error, fdatasync')) : fs.fdatasync(handle, done);
  return { ...fs, fdatasync };
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'okno-log-failure-'));
});
afterEach(() => {
  disk.failing = false;
  rmSync(root, { recursive: true });
});

test('a group that the disk did not take is nowhere, neither now nor after a crash, and the next one is taken', async () => {
  const kv = openKv(root);
  const key = (name: string): Buffer => Buffer.from(name);
  const put = (name: string, value: string): Promise<void> =>
    kv.commit(() => kv.put('docs', key(name), Buffer.from(value)));
  await put('kept', 'before');
  disk.failing = true;
  const refused = kv.commit(() => {
    kv.put('docs', key('kept'), Buffer.from('changed'));
    kv.put('docs', key('new'), Buffer.from('x'));
  });
  await expect(refused).rejects.toThrow('EIO');
  expect(kv.get('docs', key('kept'))?.toString()).toBe('before');
  expect(kv.has('docs', key('new'))).toBe(false);
  disk.failing = false;

  const crashed = mkdtempSync(join(root, 'crashed-'));
  for (const name of ['data.mdb', ...LOG_FILES]) copyFileSync(join(root, name), join(crashed, name));
  const after = openKv(crashed);
  expect(after.get('docs', key('kept'))?.toString()).toBe('before');
  expect(after.has('docs', key('new'))).toBe(false);
  await after.close();

  await put('new', 'taken');
  await kv.close();
  const again = openKv(root);
  expect(again.get('docs', key('new'))?.toString()).toBe('taken');
  expect(again.count('docs', { start: key(''), end: undefined })).toBe(2);
  await again.close();
});
