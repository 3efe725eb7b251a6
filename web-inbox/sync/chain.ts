import type { LoggedEvent } from '../../src/api/protocol.ts';

/** What this screen has seen of the log: everything up to `base`, and per room the last event since then. */
export interface Chain {
  base: number;
  seen: Readonly<Record<string, number>>;
  /** Highest cursor that was taken; the place to go on from after a disconnect. */
  cursor: number;
}

export const startChain = (cursor: number): Chain => ({ base: cursor, seen: {}, cursor });

export type Judgement =
  | { kind: 'next'; chain: Chain }
  | { kind: 'seen' }
  /** Something between `after` and this event never arrived. */
  | { kind: 'hole'; after: number };

/**
 * Decides about one event by the links its rooms carry. Rooms of others are ignored. An event of an answer that
 * holds everything after `from` can only lack what lies before: what was kept from this reader leaves a link as well.
 */
export function judge(
  chain: Chain,
  rooms: readonly string[],
  event: LoggedEvent,
  from = Number.POSITIVE_INFINITY,
): Judgement {
  const mine = Object.entries(event.after).filter(([room]) => rooms.includes(room));
  if (event.cursor <= chain.base) return { kind: 'seen' };
  if (mine.every(([room]) => event.cursor <= seenIn(chain, room))) {
    if (mine.length > 0 || event.cursor <= chain.cursor) return { kind: 'seen' };
  }
  const holes = mine.filter(([room, previous]) => previous > seenIn(chain, room) && previous <= from);
  if (holes.length > 0)
    return { kind: 'hole', after: Math.min(...holes.map(([room]) => seenIn(chain, room))) };
  const seen = { ...chain.seen };
  for (const [room] of mine) seen[room] = event.cursor;
  return { kind: 'next', chain: { base: chain.base, seen, cursor: Math.max(chain.cursor, event.cursor) } };
}

function seenIn(chain: Chain, room: string): number {
  return Math.max(chain.seen[room] ?? 0, chain.base);
}

/** An answer of the log held everything after `from` up to `cursor`. */
export function covered(chain: Chain, rooms: readonly string[], from: number, cursor: number): Chain {
  const seen = { ...chain.seen };
  for (const room of rooms) {
    if (seenIn(chain, room) >= from) seen[room] = Math.max(seenIn(chain, room), cursor);
  }
  return { base: chain.base, seen, cursor: Math.max(chain.cursor, cursor) };
}
