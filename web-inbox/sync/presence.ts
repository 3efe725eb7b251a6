import type { VolatileFromServer } from '../../src/api/protocol.ts';
import { createStore, type Store } from '../store/store.ts';

export interface Presence {
  /** By conversation: which colleagues have it open. */
  viewers: Readonly<Record<string, readonly { id: string; typing: boolean }[]>>;
  /** By conversation: the client is typing. */
  typing: Readonly<Record<string, true>>;
}

const typingLasts = 6000;

/** Volatile news; each word of it expires here and nowhere else. */
export function createPresence(): { store: Store<Presence>; hear(news: VolatileFromServer): void } {
  const store = createStore<Presence>({ viewers: {}, typing: {} });
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const forget = (conversation: string): void =>
    store.update(({ viewers, typing: { [conversation]: _gone, ...typing } }) => ({ viewers, typing }));
  return {
    store,
    hear(news) {
      if (news.kind === 'presence') {
        const { conversation, users } = news;
        store.update((state) => ({ ...state, viewers: { ...state.viewers, [conversation]: users } }));
      }
      if (news.kind === 'client-typing') {
        const { conversation } = news;
        clearTimeout(timers.get(conversation));
        timers.set(
          conversation,
          setTimeout(() => forget(conversation), typingLasts),
        );
        store.update((state) => ({ ...state, typing: { ...state.typing, [conversation]: true } }));
      }
    },
  };
}
