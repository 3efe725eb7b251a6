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

/** Decides about one event by the links its rooms carry. Rooms of others are ignored. */
export function judge(chain: Chain, rooms: readonly string[], event: LoggedEvent): Judgement {
  const mine = Object.entries(event.after).filter(([room]) => rooms.includes(room));
  if (event.cursor <= chain.base) return { kind: 'seen' };
  let repeated = mine.length > 0;
  let hole = Number.POSITIVE_INFINITY;
  for (const [room, previous] of mine) {
    const last = Math.max(chain.seen[room] ?? 0, chain.base);
    if (event.cursor > last) repeated = false;
    if (previous > last) hole = Math.min(hole, last);
  }
  if (mine.length === 0 && event.cursor <= chain.cursor) return { kind: 'seen' };
  if (repeated) return { kind: 'seen' };
  if (hole !== Number.POSITIVE_INFINITY) return { kind: 'hole', after: hole };
  const seen = { ...chain.seen };
  for (const [room] of mine) seen[room] = event.cursor;
  return { kind: 'next', chain: { base: chain.base, seen, cursor: Math.max(chain.cursor, event.cursor) } };
}

/** The answer of the log covered everything up to `cursor`. */
export function advance(chain: Chain, cursor: number): Chain {
  return cursor > chain.cursor ? { ...chain, cursor } : chain;
}
