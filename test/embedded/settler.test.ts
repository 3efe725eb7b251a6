import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Applier } from '../../src/store/embedded/kv/applier.ts';
import { decodeChanges } from '../../src/store/embedded/kv/changes.ts';
import { CommitLog } from '../../src/store/embedded/kv/log.ts';
import type { Recents } from '../../src/store/embedded/kv/reads.ts';
import { RecentChanges } from '../../src/store/embedded/kv/recent.ts';
import { Settler } from '../../src/store/embedded/kv/settler.ts';

let directory: string;
let log: CommitLog;
let settler: Settler;
let recents: Recents;
/** What the data file was given, in order; it refuses while `refusing`. */
let given: { group: number; keys: string[] }[];
let refusing: boolean;

const applier: Applier = {
  async apply(changes, group) {
    const keys: string[] = [];
    decodeChanges(changes, ({ key }) => keys.push(key.toString()));
    given.push({ group, keys });
    if (refusing) throw new Error('No space left on device');
  },
  close: async () => undefined,
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'okno-settler-'));
  given = [];
  refusing = false;
  recents = { meta: new RecentChanges(), docs: new RecentChanges(), index: new RecentChanges() };
  log = CommitLog.open(directory, 0).log;
  settler = new Settler(recents, log, applier, 0, () => undefined);
});

afterEach(async () => {
  refusing = false;
  await settler.close();
  log.close();
  rmSync(directory, { recursive: true });
});

function write(group: number, key: string, bytes = 10): void {
  const value = Buffer.alloc(bytes, 'v');
  recents.docs.set(key, { value, group });
  settler.note(group, log.appendNow(group, [{ space: 'docs', key: Buffer.from(key), value }]));
}

test('many groups go into the data file together, in their order', async () => {
  write(1, 'a');
  write(2, 'b');
  write(3, 'a');
  await settler.settleAll();
  expect(given).toEqual([{ group: 3, keys: ['a', 'b', 'a'] }]);
  expect(recents.docs.size).toBe(0);
});

test('while the data file cannot be written everything is kept, and it is tried again until it can', async () => {
  refusing = true;
  write(1, 'a');
  await expect(settler.settleAll()).rejects.toThrow('No space left');
  write(2, 'b');
  await expect(settler.settleAll()).rejects.toThrow('No space left');
  expect(settler.problem?.message).toBe('No space left on device');
  expect(recents.docs.get('a')?.value).toBeDefined();
  // What the log holds is neither forgotten nor written over.
  expect(CommitLog.open(directory, 0).groups.map(({ number }) => number)).toEqual([1, 2]);
  refusing = false;
  while (settler.problem !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(given.at(-1)).toEqual({ group: 2, keys: ['a', 'b'] });
  expect(recents.docs.size).toBe(0);
});

test('writers are asked to wait when much is on its way, and may go on when it has arrived', async () => {
  write(1, 'small');
  expect(settler.room()).toBeUndefined();
  for (let group = 2; group < 12; group += 1) write(group, `big ${group}`, 2 ** 20);
  const room = settler.room();
  expect(room).toBeInstanceOf(Promise);
  await room;
  expect(settler.room()).toBeUndefined();
  expect(given.at(-1)?.group).toBe(11);
});

test('many small changes are much, too', async () => {
  for (let key = 0; key < 20_000; key++) recents.docs.set(String(key), { value: undefined, group: 1 });
  settler.note(1, log.appendNow(1, [{ space: 'docs', key: Buffer.from('0'), value: undefined }]));
  expect(settler.room()).toBeUndefined();
  recents.index.set('one more', { value: undefined, group: 1 });
  expect(settler.room()).toBeInstanceOf(Promise);
});
