import type { House } from '../house.ts';
import { credentialHash, type Visitor, visitorOfCookie, visitorOfToken } from './sign-in.ts';

/** Who stands behind what was shown; null for nobody. */
export interface Recognition {
  ofCookie(secret: string): Promise<Visitor | null>;
  ofToken(secret: string): Promise<Visitor | null>;
}

/** Who asked a moment ago is known without asking the store. */
export interface Visitors extends Recognition {
  /** These credentials (as `Visitor` names them) are over. */
  forget(credentials: readonly string[]): void;
  stop(): void;
}

/**
 * A screen asks for many things within a moment, and all of them are asked by the same person. What ends or changes is
 * seen at once, in other processes when they hear of it; this many milliseconds bound what they never hear.
 */
const MOMENT_MS = 2_000;
/** More are looked up again. */
const MOST = 5_000;

interface Known {
  visitor: Visitor;
  until: number;
}

/** Looks every time: for whatever stays open when it has been let in. */
export const freshRecognition = (house: House): Recognition => ({
  ofCookie: (secret) => visitorOfCookie(house, secret),
  ofToken: (secret) => visitorOfToken(house, secret),
});

/** Remembers for a moment who was recognised. Whoever was not is always looked for again. */
export function createVisitors(house: House, now: () => number = () => performance.now()): Visitors {
  const fresh = freshRecognition(house);
  const known = new Map<string, Known>();
  /** Grows with everything that is over: what was read before then is not kept. */
  let changes = 0;

  const unsubscribe = house.events.subscribe(({ event }) => {
    if (event.name !== 'user.changed') return;
    const { id } = event.data.user;
    drop(({ user }) => user._id === id);
  });

  function drop(over: (visitor: Visitor) => boolean): void {
    changes += 1;
    for (const [key, { visitor }] of known) if (over(visitor)) known.delete(key);
  }

  async function behind(by: Visitor['by'], secret: string): Promise<Visitor | null> {
    const key = `${by} ${credentialHash(secret)}`;
    const at = now();
    const found = known.get(key);
    if (found !== undefined && found.until > at) return found.visitor;
    const before = changes;
    const visitor = await (by === 'cookie' ? fresh.ofCookie(secret) : fresh.ofToken(secret));
    known.delete(key);
    if (visitor === null || changes !== before) return visitor;
    known.set(key, { visitor, until: at + MOMENT_MS });
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return visitor;
  }

  return {
    ofCookie: (secret) => behind('cookie', secret),
    ofToken: (secret) => behind('token', secret),
    forget: (credentials) => drop(({ credential }) => credentials.includes(credential)),
    stop: unsubscribe,
  };
}
