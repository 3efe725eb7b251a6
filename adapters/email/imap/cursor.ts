/** How far a folder has been taken in. */
export interface FolderCursor {
  uidValidity: string;
  lastUid: number;
  /** Newest date at which the server received a letter we have, Unix milliseconds. */
  lastDate: number;
  /** UIDs at or below `lastUid` that we have, within the look-back window, as an IMAP set. */
  recent: string;
  /** A first pass that is not finished: letters since `from` are taken; `first` when the mailbox was unknown before. */
  partial?: { from: number; first: boolean };
}

export type MailboxCursor = Record<string, FolderCursor>;

/** How far behind the newest one a late UID is still looked for. */
export const LOOK_BACK = 200;

/** Reads a saved cursor; anything unreadable counts as never started. */
export function readCursor(saved: Readonly<Record<string, unknown>> | undefined): MailboxCursor {
  const cursor: MailboxCursor = {};
  const folders = saved?.folders;
  if (typeof folders !== 'object' || folders === null) return cursor;
  for (const [path, value] of Object.entries(folders)) {
    const { uidValidity, lastUid, lastDate, recent, partial } = value ?? {};
    if (typeof uidValidity !== 'string' || typeof lastUid !== 'number') continue;
    cursor[path] = {
      uidValidity,
      lastUid,
      lastDate: typeof lastDate === 'number' ? lastDate : 0,
      recent: typeof recent === 'string' ? recent : '',
      ...(typeof partial?.from === 'number'
        ? { partial: { from: partial.from, first: partial.first === true } }
        : {}),
    };
  }
  return cursor;
}

/** The cursor after further UIDs were stored; only grows, forgets what left the window. */
export function advance(cursor: FolderCursor, uids: readonly number[], newest: number): FolderCursor {
  const lastUid = Math.max(cursor.lastUid, ...uids);
  const known = [...unpack(cursor.recent), ...uids].filter((uid) => uid > lastUid - LOOK_BACK);
  return { ...cursor, lastUid, lastDate: Math.max(cursor.lastDate, newest), recent: pack(known) };
}

/** An ascending IMAP set: `4,7:9`. */
export function pack(uids: Iterable<number>): string {
  const sorted = [...new Set(uids)].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    const from = sorted[at] ?? 0;
    let to = from;
    while (sorted[at + 1] === to + 1) {
      to += 1;
      at += 1;
    }
    at += 1;
    ranges.push(from === to ? String(from) : `${from}:${to}`);
  }
  return ranges.join(',');
}

export function unpack(set: string): Set<number> {
  const uids = new Set<number>();
  for (const range of set.split(',')) {
    const [from, to = from] = range.split(':').map(Number);
    if (
      from === undefined ||
      to === undefined ||
      !Number.isInteger(from) ||
      !Number.isInteger(to) ||
      from < 1
    )
      continue;
    for (let uid = from; uid <= to && uid - from < 1000; uid += 1) uids.add(uid);
  }
  return uids;
}
