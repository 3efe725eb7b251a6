import { parse } from 'cookie';
import type { Request } from 'express';
import { withDeadline } from '../../deadline.ts';
import { HouseError } from '../../errors.ts';
import type { House } from '../../house.ts';
import type { Visitor } from '../../users/sign-in.ts';
import type { Recognition } from '../../users/visitors.ts';
import type { Who } from './route.ts';

export const SESSION_COOKIE = 'okno_session';

/** The parts of a request that say who it is; HTTP requests and socket handshakes both have them. */
export interface Credentials {
  cookie: string | undefined;
  authorization: string | undefined;
}

/** Less than a screen waits for the answer to its handshake. */
const LONGEST_MS = 8_000;

/**
 * Who is asking; null when nobody is signed in. An API token wins over a cookie. Rejects with `unavailable` when the
 * database takes too long: its driver may wait for ever.
 */
export function recognise(people: Recognition, credentials: Credentials): Promise<Visitor | null> {
  return withDeadline(visitorBehind(people, credentials), LONGEST_MS, 'Finding out who asks');
}

async function visitorBehind(people: Recognition, credentials: Credentials): Promise<Visitor | null> {
  const bearer = /^Bearer ([\w-]{20,200})$/i.exec(credentials.authorization ?? '')?.[1];
  if (bearer !== undefined) return people.ofToken(bearer);
  const cookie = parse(credentials.cookie ?? '')[SESSION_COOKIE];
  if (cookie === undefined || cookie.length > 200) return null;
  return people.ofCookie(cookie);
}

/**
 * Refuses what a foreign page makes a browser send. Programs send no `Origin` and are let through: without a
 * browser there is no session to abuse.
 */
export function sameOrigin(
  house: Pick<House, 'config'>,
  headers: { origin?: string | undefined; host?: string | undefined; 'sec-fetch-site'?: unknown },
): boolean {
  const { origin } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (!URL.canParse(origin)) return false;
  const { host, origin: plain } = new URL(origin);
  const { publicUrl } = house.config;
  return host === headers.host || (publicUrl !== undefined && plain === new URL(publicUrl).origin);
}

/** Rejects an unsafe request of a foreign page with `forbidden`. */
export function refuseForeign(house: Pick<House, 'config'>, req: Request): void {
  if (req.method === 'GET' || req.method === 'HEAD') return;
  if (/^Bearer /i.test(req.headers.authorization ?? '')) return;
  if (sameOrigin(house, req.headers)) return;
  throw new HouseError(
    'forbidden',
    'This request comes from another site. Behind a proxy, set PUBLIC_URL to the address people open.',
  );
}

const RANK: Readonly<Record<string, number>> = {
  anyone: 0,
  user: 1,
  operator: 1,
  manager: 2,
  administrator: 3,
};

/** Rejects with `unauthenticated` without a visitor and with `forbidden` below the needed role. */
export function admit(visitor: Visitor | null, who: Exclude<Who, 'anyone'>): Visitor {
  if (visitor === null)
    throw new HouseError('unauthenticated', 'Sign in first: the session is over or never was.');
  if ((RANK[visitor.user.role] ?? 0) < (RANK[who] ?? 9)) {
    throw new HouseError(
      'forbidden',
      `Only ${who === 'manager' ? 'managers' : 'administrators'} may do this.`,
    );
  }
  return visitor;
}
