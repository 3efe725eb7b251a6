import type { SendMember } from '../store/send-shares.ts';

/*
 * How several processes keep one limit. An account has as many places as messages a second; a place is used for one
 * call and is free again a second after that call has arrived. Every process holds a number of the places and keeps
 * within them by itself, so that nobody has to be asked before a message. Only who holds how many is agreed on, now
 * and then. The sum never exceeds what there is: a place is given up once it is free, and taken only when given up.
 */

/** A process as it asks for its share. */
export interface Asking {
  id: string;
  /** Places it uses at this moment; those it cannot give up yet. */
  held: number;
  wants: number;
}

export interface Renewed {
  members: SendMember[];
  /** What the asking process may use from now on. It may be less than it is noted with, while places run out. */
  mine: number;
  /** True while places are on their way from one to another: come again soon. */
  moving: boolean;
}

/** How long a share is good without a word of its holder. */
export const SHARE_MS = 10_000;
/** Clocks of two machines differ by less, and a place of a process that died is free again by then. */
const GRACE_MS = 5_000;
/** With fewer places than processes they take turns this long. */
const TURN_MS = 3_000;

/** What the members and the share of the asking process are after it has spoken. */
export function renewShare(
  members: readonly SendMember[],
  asking: Asking,
  total: number,
  now: number,
): Renewed {
  const others = members.filter(({ id, until }) => id !== asking.id && until.getTime() + GRACE_MS > now);
  const before = members.find(({ id }) => id === asking.id)?.places ?? 0;
  const wanting = [...others, { id: asking.id, wants: asking.wants }]
    .filter(({ wants }) => wants > 0)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const target = fairShare(wanting, asking.id, total, now);
  const free = total - others.reduce((sum, { places }) => sum + places, 0);
  const mine = Math.max(0, Math.min(target, free));
  // Calls that stand in line for a place of ours hold none of their own.
  const noted = Math.max(mine, Math.min(asking.held, before));
  const me: SendMember = {
    id: asking.id,
    places: noted,
    wants: asking.wants,
    until: new Date(now + SHARE_MS),
  };
  const gone = asking.wants === 0 && noted === 0;
  return { members: gone ? others : [...others, me], mine, moving: mine < target || noted > mine };
}

/** Everybody gets an equal part or what he wants, whichever is less; what is left over goes to the others. */
function fairShare(
  wanting: readonly { id: string; wants: number }[],
  id: string,
  total: number,
  now: number,
): number {
  // Where there is less than one for each, whose turn it is goes round.
  const shift = wanting.length > total ? Math.floor(now / TURN_MS) % wanting.length : 0;
  const order = [...wanting.slice(shift), ...wanting.slice(0, shift)];
  const given = new Map<string, number>(order.map((one) => [one.id, 0]));
  for (let left = total; left > 0; ) {
    const open = order.filter((one) => (given.get(one.id) ?? 0) < one.wants);
    if (open.length === 0) break;
    for (const one of open) {
      if (left === 0) break;
      given.set(one.id, (given.get(one.id) ?? 0) + 1);
      left -= 1;
    }
  }
  return given.get(id) ?? 0;
}
