import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyRange, Kv, Space } from '../../src/store/embedded/kv/kv.ts';
import { LOG_FILES } from '../../src/store/embedded/kv/log.ts';
import { openKv } from '../../src/store/embedded/kv/open.ts';

const FILES = ['data.mdb', ...LOG_FILES];
const SPACES: readonly Space[] = ['docs', 'index'];
const MUCH = Buffer.alloc(1_200_000, 'm');

let root: string;
let folders = 0;
const opened = new Set<Kv>();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'okno-log-'));
});

afterEach(async () => {
  await Promise.all([...opened].map((kv) => kv.close()));
  opened.clear();
  rmSync(root, { recursive: true });
});

function newFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

function open(folder: string): Kv {
  const kv = openKv(folder);
  opened.add(kv);
  return kv;
}

async function close(kv: Kv): Promise<void> {
  opened.delete(kv);
  await kv.close();
}

/** What a process killed at this moment leaves behind. */
function leftBehind(folder: string): string {
  const copy = newFolder();
  for (const name of FILES)
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
  return copy;
}

/** Resolves when what was written has reached the data file: a backup is taken of that. */
const settled = (kv: Kv): Promise<void> => kv.backup(join(newFolder(), 'copy'));

type State = Map<string, string>;
type Write = readonly [Space, string, string | undefined];

const place = (space: Space, key: string): string => `${space}/${key}`;
const put = (kv: Kv, [space, key, value]: Write): void =>
  value === undefined
    ? kv.delete(space, Buffer.from(key))
    : kv.put(space, Buffer.from(key), Buffer.from(value));
const note = (state: State, [space, key, value]: Write): void =>
  void (value === undefined ? state.delete(place(space, key)) : state.set(place(space, key), value));

function contentOf(kv: Kv): State {
  const state: State = new Map();
  for (const space of SPACES) {
    for (const { key, value } of kv.entries(space, { start: Buffer.alloc(0), end: undefined }, 1e6))
      state.set(place(space, key.toString()), value.toString());
  }
  return state;
}

/** Every kind of read of a range against the state it must show. */
function compareReads(
  kv: Kv,
  state: State,
  space: Space,
  from: string,
  to: string | undefined,
  limit: number,
): void {
  const range: KeyRange = { start: Buffer.from(from), end: to === undefined ? undefined : Buffer.from(to) };
  const inside = [...state]
    .filter(([where]) => where.startsWith(`${space}/`))
    .map(([where, value]): [string, string] => [where.slice(space.length + 1), value])
    .filter(([key]) => key >= from && (to === undefined || key < to))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const reverse of [false, true]) {
    const wanted = (reverse ? inside.toReversed() : inside).slice(0, limit);
    expect(kv.keys(space, range, limit, reverse).map(String)).toEqual(wanted.map(([key]) => key));
    expect(kv.entries(space, range, limit, reverse).map(({ key, value }) => [`${key}`, `${value}`])).toEqual(
      wanted,
    );
  }
  expect(kv.count(space, range)).toBe(inside.length);
  expect(kv.keyAt(space, range, limit)?.toString()).toBe(inside[limit]?.[0]);
  expect(kv.holdsMore(space, range, limit)).toBe(inside.length > limit);
  expect(kv.has(space, range.start)).toBe(state.has(place(space, from)));
  expect(kv.get(space, range.start)?.toString()).toBe(state.get(place(space, from)));
}

const key = fc.stringMatching(/^[a-d]{1,3}$/);
const write: fc.Arbitrary<Write> = fc.tuple(
  fc.constantFrom(...SPACES),
  key,
  fc.option(fc.stringMatching(/^[x-z]{1,9}$/), { nil: undefined, freq: 3 }),
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('write' as const), writes: fc.array(write, { maxLength: 12 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fail' as const), writes: fc.array(write, { maxLength: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      space: fc.constantFrom(...SPACES),
      from: key,
      to: fc.option(key, { nil: undefined }),
      limit: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'kill' as const, 'reopen' as const) }),
  },
  // So much that the log goes on in its other file.
  { weight: 1, arbitrary: fc.record({ do: fc.constant('much' as const) }) },
);

test('whatever was settled, killed or opened again in between, every read shows what was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      let folder = newFolder();
      let kv = open(folder);
      const state: State = new Map();
      for (const one of steps) {
        if (one.do === 'write') {
          const committed = kv.commit(() => {
            for (const each of one.writes) put(kv, each);
            for (const each of one.writes) note(state, each);
            expect(contentOf(kv)).toEqual(state);
          });
          expect(contentOf(kv)).toEqual(state);
          await committed;
        } else if (one.do === 'fail') {
          const fails = (): void => {
            for (const each of one.writes) put(kv, each);
            throw new Error('a fault half way');
          };
          await expect(kv.commit(fails)).rejects.toThrow('a fault half way');
        } else if (one.do === 'read') compareReads(kv, state, one.space, one.from, one.to, one.limit);
        else if (one.do === 'settle') await settled(kv);
        else if (one.do === 'much') await kv.commit(() => kv.put('meta', Buffer.from('much'), MUCH));
        else {
          const next = one.do === 'kill' ? leftBehind(folder) : folder;
          await close(kv);
          folder = next;
          kv = open(folder);
        }
        expect(contentOf(kv)).toEqual(state);
      }
      await close(kv);
    }),
    { numRuns: Number(process.env.OKNO_LOG_RUNS ?? 40) },
  );
}, 240_000);

test('a group that was cut short on its way to the disk is not there at all, and the ones before it are', async () => {
  const folder = newFolder();
  const kv = open(folder);
  const groups = Array.from({ length: 20 }, (_, at): Write[] =>
    Array.from({ length: 5 }, (_entry, nth): Write => ['docs', `k${nth}`, `group ${at} entry ${nth}`]),
  );
  kv.write(() => kv.put('meta', Buffer.from('first'), Buffer.from('1')));
  await settled(kv);
  const before = leftBehind(folder);
  const ends = groups.map((group) => {
    kv.write(() => {
      for (const each of group) put(kv, each);
    });
    return leftBehind(folder);
  });
  const lastLog = (from: string): { name: string; bytes: Buffer; at: number } => {
    const logs = LOG_FILES.map((name) => ({ name, bytes: readFileSync(join(from, name)) }));
    const found = logs.find(({ bytes }) => bytes.includes('group 0 entry 0'));
    if (found === undefined) throw new Error('no log holds the groups');
    return { ...found, at: found.bytes.lastIndexOf('entry 4') };
  };
  for (const [at, end] of ends.entries()) {
    const { name, bytes, at: place } = lastLog(end);
    const older = readFileSync(join(before, name));
    // The last sectors never reached the disk: they hold what was there before.
    older.copy(bytes, place, place);
    writeFileSync(join(end, name), bytes);
    const torn = open(end);
    const expected: State = new Map();
    for (const each of groups[at - 1] ?? []) note(expected, each);
    expect(contentOf(torn)).toEqual(expected);
    // And it goes on from there.
    torn.write(() => torn.put('docs', Buffer.from('k9'), Buffer.from('after')));
    await close(torn);
    const again = open(end);
    expect(again.get('docs', Buffer.from('k9'))?.toString()).toBe('after');
    await close(again);
  }
});

test('a log that does not go on where the data ends is refused with a sentence', async () => {
  const folder = newFolder();
  const kv = open(folder);
  const write = (value: string): void =>
    kv.write(() => {
      kv.put('docs', Buffer.from('k'), Buffer.from(value));
      kv.put('meta', Buffer.from('much'), MUCH);
    });
  write('first');
  const early = leftBehind(folder);
  await settled(kv);
  write('second');
  await settled(kv);
  write('third');
  const late = leftBehind(folder);
  for (const name of LOG_FILES) copyFileSync(join(late, name), join(early, name));
  rmSync(join(early, 'data.mdb'));
  expect(() => openKv(early)).toThrow(/does not go on where the data ends.*log\.0 and log\.1/);
  // With its own data file, or without the log, it opens.
  copyFileSync(join(late, 'data.mdb'), join(early, 'data.mdb'));
  expect(open(early).get('docs', Buffer.from('k'))?.toString()).toBe('third');
});

test('what the log takes beyond its first size, and far more than is settled at once, is all there', async () => {
  const folder = newFolder();
  const kv = open(folder);
  const big = Buffer.alloc(300_000, 'b');
  for (let at = 0; at < 40; at++) {
    kv.write(() => kv.put('docs', Buffer.from(`big ${at}`), big));
    await kv.room();
  }
  const killed = open(leftBehind(folder));
  expect(killed.count('docs', { start: Buffer.from('big'), end: undefined })).toBe(40);
  expect(killed.get('docs', Buffer.from('big 39'))?.equals(big)).toBe(true);
});
