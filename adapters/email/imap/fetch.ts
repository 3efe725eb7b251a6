import type { ImapFlow } from 'imapflow';
import { alive, searchUids } from './connect.ts';
import { pack } from './cursor.ts';
import type { FetchedLetter } from './envelope.ts';
import { fetchReduced } from './oversized.ts';

/** Above this only head and words are fetched. */
const MAX_WHOLE = 40 * 1024 * 1024;
const BATCH = 100;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface Listed {
  uid: number;
  size: number;
  internalDate: number;
}

/** Size and date of letters; those gone in the meantime are missing from the answer. */
export async function listLetters(client: ImapFlow, uids: readonly number[]): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (let at = 0; at < uids.length; at += 2000) {
    const set = pack(uids.slice(at, at + 2000));
    const rows = await client.fetchAll(set, { uid: true, size: true, internalDate: true }, { uid: true });
    alive(client, 'FETCH of sizes');
    for (const row of rows) {
      listed.push({ uid: row.uid, size: row.size ?? 0, internalDate: millis(row.internalDate) });
    }
  }
  const known = new Set(listed.map((letter) => letter.uid));
  const missing = uids.filter((uid) => !known.has(uid));
  // What the server still has but does not describe is fetched all the same.
  const there = missing.length === 0 ? [] : await searchUids(client, { uid: pack(missing) });
  listed.push(
    ...there.filter((uid) => missing.includes(uid)).map((uid) => ({ uid, size: 0, internalDate: 0 })),
  );
  return listed.sort((a, b) => a.uid - b.uid);
}

function millis(date: Date | string | undefined): number {
  const at = date === undefined ? Number.NaN : new Date(date).getTime();
  return Number.isNaN(at) ? 0 : at;
}

/** Groups that travel well together: one round trip each, bounded memory. */
export function batches(letters: readonly Listed[], limit = BATCH): Listed[][] {
  const groups: Listed[][] = [];
  let bytes = 0;
  for (const letter of letters) {
    const last = groups.at(-1);
    const full = last === undefined || last.length >= limit || bytes + letter.size > BATCH_BYTES;
    if (full) {
      groups.push([letter]);
      bytes = letter.size;
    } else {
      last.push(letter);
      bytes += letter.size;
    }
  }
  return groups;
}

/**
 * The letters of one group in ascending order. What the server does not give is asked for once more one by one;
 * what it then says is gone is gone, what it still cannot give comes as an empty letter, so that nothing waits behind it.
 */
export async function fetchLetters(client: ImapFlow, group: readonly Listed[]): Promise<FetchedLetter[]> {
  const whole = group.filter((letter) => letter.size <= MAX_WHOLE);
  const found = new Map<number, Buffer>();
  if (whole.length > 0) {
    const rows = await client.fetchAll(
      pack(whole.map((letter) => letter.uid)),
      { uid: true, source: true },
      { uid: true },
    );
    alive(client, 'FETCH');
    for (const row of rows) if (row.source !== undefined) found.set(row.uid, row.source);
  }
  for (const letter of group) {
    if (letter.size > MAX_WHOLE) found.set(letter.uid, await fetchReduced(client, letter.uid));
  }
  const missing = group.filter((letter) => !found.has(letter.uid));
  if (missing.length > 0) await fetchMissing(client, missing, found);
  return group.flatMap((letter) => {
    const bytes = found.get(letter.uid);
    return bytes === undefined ? [] : [{ uid: letter.uid, bytes, internalDate: letter.internalDate }];
  });
}

async function fetchMissing(
  client: ImapFlow,
  missing: readonly Listed[],
  found: Map<number, Buffer>,
): Promise<void> {
  const there = new Set(await searchUids(client, { uid: pack(missing.map((letter) => letter.uid)) }));
  for (const letter of missing.filter((entry) => there.has(entry.uid))) {
    const row = await client.fetchOne(String(letter.uid), { uid: true, source: true }, { uid: true });
    alive(client, 'FETCH');
    found.set(letter.uid, (row ? row.source : undefined) ?? Buffer.alloc(0));
  }
}
