import type { House } from '../../house.ts';
import { livingAmong, touchSessions } from '../../store/sessions.ts';
import { tokensAmong } from '../../store/tokens.ts';
import type { Screen } from './types.ts';

/** Disconnects screens whose session or token has ended without a word, and counts the others as in use. */
export async function sweepSessions(house: House, screens: readonly Screen[]): Promise<void> {
  const now = new Date(house.clock.now());
  const credentials = (by: 'cookie' | 'token') => [
    ...new Set(screens.filter((screen) => screen.data.by === by).map((screen) => screen.data.credential)),
  ];
  const cookies = credentials('cookie');
  const alive = new Set([
    ...(await livingAmong(house.store.sessions, cookies, now)),
    ...(await tokensAmong(house.store.tokens, credentials('token'))),
  ]);
  for (const screen of screens) if (!alive.has(screen.data.credential)) screen.disconnect(true);
  const used = cookies.filter((credential) => alive.has(credential));
  await touchSessions(house.store.sessions, used, now, new Date(now.getTime() + house.config.sessionMs));
}
