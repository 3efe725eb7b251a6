import type { House } from '../../house.ts';
import { userById } from '../../store/users.ts';
import { actorOf } from '../../users/present.ts';
import { conversationInSight } from '../http/sight.ts';
import { SOCKET_FROM_BROWSER } from '../protocol.ts';
import type { Presence } from './presence.ts';
import type { Screen } from './types.ts';

/** Messages a second that a screen may send on average, and how many at once. */
const PER_SECOND = 10;
const BURST = 40;
/** Unknown names, wrong shapes and floods that are borne before the connection is cut. */
const PATIENCE = 20;

/** Listens to the closed list of what a browser may say. What is not on it does nothing and counts against it. */
export function listenTo(
  house: House,
  screen: Screen,
  presence: Presence,
  typing: (conversationId: string) => void = () => {},
): void {
  let allowance = BURST;
  let at = house.clock.now();
  let strikes = 0;

  const strike = (): void => {
    strikes += 1;
    if (strikes > PATIENCE) screen.disconnect(true);
  };

  const withinRate = (): boolean => {
    const now = house.clock.now();
    allowance = Math.min(BURST, allowance + ((now - at) / 1000) * PER_SECOND);
    at = now;
    allowance -= 1;
    return allowance >= 0;
  };

  screen.onAny((name: unknown, ...args: unknown[]) => {
    if (!withinRate()) return strike();
    if (name === 'look') {
      const said = SOCKET_FROM_BROWSER.look.strict().safeParse(args[0]);
      if (!said.success) return strike();
      void look(house, screen, presence, said.data.conversation);
      return;
    }
    if (name === 'typing') {
      const said = SOCKET_FROM_BROWSER.typing.strict().safeParse(args[0]);
      if (!said.success) return strike();
      if (said.data.conversation !== screen.data.looksAt) return;
      presence.typing(screen);
      typing(said.data.conversation);
      return;
    }
    strike();
  });
}

async function look(
  house: House,
  screen: Screen,
  presence: Presence,
  conversation: string | null,
): Promise<void> {
  try {
    if (conversation !== null) {
      const user = await userById(house.store.users, screen.data.userId);
      if (user === null || user.disabled) return;
      await conversationInSight(house, { ...actorOf(user), id: user._id }, conversation);
    }
    if (screen.connected) presence.look(screen, conversation);
  } catch {
    // Not theirs to see, or gone: then they look at nothing.
    if (screen.connected) presence.look(screen, null);
  }
}
