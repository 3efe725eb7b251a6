import type { ImapFlow } from 'imapflow';
import type { InboundSink } from '../../../channels/contract.ts';
import { alive } from './connect.ts';
import { advance, type FolderCursor, LOOK_BACK, type MailboxCursor, unpack } from './cursor.ts';
import { envelopeOf, type Place } from './envelope.ts';
import { batches, fetchLetters, type Listed, listLetters } from './fetch.ts';
import type { WatchedFolder } from './folders.ts';

const DAY = 86_400_000;
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
  /** Told before each group, so that a loss can be laid at its door. */
  fetching: (uids: readonly number[]) => void;
}

/** Takes in everything of a folder that is not taken in yet, oldest first. Resolves when all of it is stored. */
export async function syncFolder(
  client: ImapFlow,
  folder: WatchedFolder,
  context: SyncContext,
  lookBack: boolean,
): Promise<number> {
  const box = await client.mailboxOpen(folder.path, { readOnly: true });
  alive(client, 'SELECT');
  const uidValidity = String(box.uidValidity);
  const known = context.cursor[folder.path];
  const fresh = known === undefined || known.uidValidity !== uidValidity;
  const uids = fresh
    ? await firstUids(client, known, context)
    : await newUids(client, known, box.uidNext, lookBack);
  if (fresh)
    context.cursor[folder.path] = { uidValidity, lastUid: 0, lastDate: known?.lastDate ?? 0, recent: '' };
  const place: Place = { folder, uidValidity, backfill: known === undefined };
  await takeIn(client, await listLetters(client, uids), place, context);
  if (fresh) await finishFirst(folder, box.uidNext, context);
  return uids.length;
}

/** First start: the last days or nothing. UIDs void: everything from shortly before the newest letter we have. */
async function firstUids(
  client: ImapFlow,
  known: FolderCursor | undefined,
  context: SyncContext,
): Promise<number[]> {
  if (known === undefined && context.since === 0) return [];
  const from =
    known === undefined || known.lastDate === 0
      ? context.now() - context.since * DAY
      : known.lastDate - OVERLAP;
  const found = await client.search(from > DAY ? { since: new Date(from) } : { all: true }, { uid: true });
  alive(client, 'SEARCH');
  return (found || []).sort((a, b) => a - b);
}

/** A new folder counts as read up to what it held, whether or not that was taken in. */
async function finishFirst(folder: WatchedFolder, uidNext: number, context: SyncContext): Promise<void> {
  const cursor = context.cursor[folder.path];
  if (cursor === undefined) return;
  cursor.lastUid = Math.max(cursor.lastUid, uidNext - 1);
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
  const found = await client.search({ uid: `${from}:*` }, { uid: true });
  alive(client, 'SEARCH');
  const recent = unpack(known.recent);
  const late = (uid: number) => lookBack && uid >= from && known.recent !== '' && !recent.has(uid);
  return (found || []).filter((uid) => uid > known.lastUid || late(uid)).sort((a, b) => a - b);
}

/** Fetches the next group while the one before it is being stored; the cursor follows what is stored. */
async function takeIn(
  client: ImapFlow,
  letters: readonly Listed[],
  place: Place,
  context: SyncContext,
): Promise<void> {
  let storing: Promise<void> = Promise.resolve();
  for (const group of batches(letters, context.groupSize())) {
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
    await storing;
    storing = store(envelopes, group, place, context);
    // Observed by the next round; until then a rejection must not count as unhandled.
    storing.catch(() => undefined);
  }
  await storing;
  context.fetching([]);
}

async function store(
  envelopes: ReturnType<typeof envelopeOf>[],
  group: readonly Listed[],
  place: Place,
  context: SyncContext,
): Promise<void> {
  if (envelopes.length > 0) await context.sink.accept(envelopes);
  const cursor = context.cursor[place.folder.path];
  if (cursor === undefined) return;
  const newest = Math.max(...group.map((letter) => Math.min(letter.internalDate, context.now())));
  context.cursor[place.folder.path] = advance(
    cursor,
    group.map((letter) => letter.uid),
    newest,
  );
  await save(context);
}

const save = (context: SyncContext): Promise<void> =>
  context.sink.saveCursor({ folders: structuredClone(context.cursor) });
