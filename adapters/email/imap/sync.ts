import type { ImapFlow } from 'imapflow';
import type { InboundSink } from '../../../channels/contract.ts';
import { alive, searchUids } from './connect.ts';
import { advance, type FolderCursor, LOOK_BACK, type MailboxCursor, pack, unpack } from './cursor.ts';
import { envelopeOf, type Place } from './envelope.ts';
import { batches, fetchLetters, type Listed, listLetters } from './fetch.ts';
import type { WatchedFolder } from './folders.ts';

const DAY = 86_400_000;
/** Instead of a moment: no letter of the past. */
const NOTHING = -1;
/** After UIDVALIDITY changed, letters this much older than the newest known one are read again and recognised. */
const OVERLAP = 7 * DAY;

/** What one pass over a folder needs; `cursor` is changed in place after each stored group. */
export interface SyncContext {
  sink: InboundSink;
  cursor: MailboxCursor;
  /** Days of earlier mail on the first start. */
  since: number;
  now: () => number;
  /** Letters per group; lowered after a group ended the connection, so that one letter cannot hold up the rest. */
  groupSize: () => number;
  /** Letters given up after repeated losses; they come as empty envelopes. */
  givenUp: ReadonlySet<string>;
  /** Letters found in the mailbox since this connection began, and those of them that are stored. */
  tally: { expected: number; stored: number };
  /** Told before each group, so that a loss can be laid at its door. */
  fetching: (uids: readonly number[]) => void;
}

/** The house could not store; the connection and the letters are not to blame. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super('letters cannot be stored at the moment', { cause });
    this.name = 'NotStored';
  }
}

/** Takes in everything of a folder that is not taken in yet, oldest first. Resolves when all of it is stored. */
export async function syncFolder(
  client: ImapFlow,
  folder: WatchedFolder,
  context: SyncContext,
  lookBack: boolean,
): Promise<void> {
  const box = await client.mailboxOpen(folder.path, { readOnly: true });
  alive(client, 'SELECT');
  const cursor = cursorFor(context, folder.path, String(box.uidValidity));
  const { partial, uidValidity } = cursor;
  const uids = partial
    ? await firstUids(client, cursor, partial.from)
    : await newUids(client, cursor, box.uidNext, lookBack);
  const place: Place = { folder, uidValidity, backfill: partial?.first === true };
  await takeIn(client, await listLetters(client, uids), place, context);
  if (partial) await finishFirst(client, folder, box.uidNext, context);
}

/** The folder's cursor; a new one with an open first pass when the folder is unknown or its UIDs are void. */
function cursorFor(context: SyncContext, path: string, uidValidity: string): FolderCursor {
  const known = context.cursor[path];
  if (known?.uidValidity === uidValidity) return known;
  const first = known === undefined || known.partial?.first === true;
  const lastDate = known?.lastDate ?? 0;
  const earlier = context.since === 0 ? NOTHING : context.now() - context.since * DAY;
  const from = first || lastDate === 0 ? earlier : lastDate - OVERLAP;
  const cursor: FolderCursor = { uidValidity, lastUid: 0, lastDate, recent: '', partial: { from, first } };
  context.cursor[path] = cursor;
  return cursor;
}

/** First start: the last days or nothing. UIDs void: everything from shortly before the newest letter we have. */
async function firstUids(client: ImapFlow, cursor: FolderCursor, from: number): Promise<number[]> {
  if (from === NOTHING) return [];
  const found = await searchUids(client, { since: new Date(Math.max(from, DAY)) });
  return found.filter((uid) => uid > cursor.lastUid);
}

/** From here on the folder counts as read up to what it holds, whether or not that was taken in. */
async function finishFirst(
  client: ImapFlow,
  folder: WatchedFolder,
  uidNext: number,
  context: SyncContext,
): Promise<void> {
  const cursor = context.cursor[folder.path];
  if (cursor === undefined) return;
  const top = Math.max(cursor.lastUid, uidNext - 1);
  const window = `${Math.max(1, top - LOOK_BACK + 1)}:${top}`;
  const there = top === 0 ? [] : await searchUids(client, { uid: window });
  const { uidValidity, lastDate } = cursor;
  context.cursor[folder.path] = { uidValidity, lastUid: top, lastDate, recent: pack(there) };
  await save(context);
}

/** UIDs above the last one, and on a slow pass those that became visible late. `N:*` always names one letter: filter. */
async function newUids(
  client: ImapFlow,
  known: FolderCursor,
  uidNext: number,
  lookBack: boolean,
): Promise<number[]> {
  const from = lookBack ? Math.max(1, known.lastUid - LOOK_BACK + 1) : known.lastUid + 1;
  if (!lookBack && uidNext <= known.lastUid + 1) return [];
  const found = await searchUids(client, { uid: `${from}:*` });
  const recent = unpack(known.recent);
  const late = (uid: number) => lookBack && uid >= from && !recent.has(uid);
  return found.filter((uid) => uid > known.lastUid || late(uid));
}

/** Fetches the next group while the one before it is being stored; the saved cursor follows what is stored. */
async function takeIn(
  client: ImapFlow,
  letters: readonly Listed[],
  place: Place,
  context: SyncContext,
): Promise<void> {
  context.tally.expected += letters.length;
  told(context);
  if (letters.length === 0) return;
  let storing: Promise<void> = Promise.resolve();
  let saving: Promise<void> = Promise.resolve();
  const stored = async () => {
    await storing;
    await saving;
    saving = save(context);
    // Observed by the next round; until then a rejection must not count as unhandled.
    saving.catch(() => undefined);
  };
  for (const [nth, group] of batches(letters, context.groupSize()).entries()) {
    const lost = group.filter((letter) => context.givenUp.has(`${place.folder.path}/${letter.uid}`));
    const wanted = group.filter((letter) => !lost.includes(letter));
    context.fetching(wanted.map((letter) => letter.uid));
    const fetched = await fetchLetters(client, wanted);
    const empty = lost.map((letter) => ({
      uid: letter.uid,
      bytes: Buffer.alloc(0),
      internalDate: letter.internalDate,
    }));
    const envelopes = [...fetched, ...empty].map((letter) => envelopeOf(letter, place, context.now()));
    if (nth > 0) await stored();
    storing = store(envelopes, group, place, context);
    storing.catch(() => undefined);
  }
  await stored();
  await saving;
  context.fetching([]);
}

async function store(
  envelopes: ReturnType<typeof envelopeOf>[],
  group: readonly Listed[],
  place: Place,
  context: SyncContext,
): Promise<void> {
  if (envelopes.length > 0) {
    await context.sink.accept(envelopes).catch((error: unknown) => {
      throw new NotStored(error);
    });
  }
  const cursor = context.cursor[place.folder.path];
  if (cursor === undefined) return;
  const newest = Math.max(...group.map((letter) => Math.min(letter.internalDate, context.now())));
  context.cursor[place.folder.path] = advance(
    cursor,
    group.map((letter) => letter.uid),
    newest,
  );
  context.tally.stored += group.length;
  told(context);
}

function told({ sink, tally }: SyncContext): void {
  sink.count?.({ ...tally, pending: tally.expected - tally.stored });
}

const save = (context: SyncContext): Promise<void> =>
  context.sink.saveCursor({ folders: structuredClone(context.cursor) });
