import type { LoggedEvent, RingingCall, VolatileFromServer } from '../../../src/api/protocol.ts';
import { createStore, type Store } from '../../store/store.ts';

export interface Ringing {
  /** Calls that ring right now, the newest first. */
  store: Store<readonly RingingCall[]>;
  hearVolatile(news: VolatileFromServer): void;
  hear(event: LoggedEvent): void;
  hide(id: string): void;
}

/** No exchange rings longer; the word that it stopped may never come. */
const ringsMs = 90_000;

/** Which telephones ring. Forgotten as soon as somebody answers, the caller gives up, or after a while. */
export function createRinging(): Ringing {
  const store = createStore<readonly RingingCall[]>([]);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const over = new Set<string>();
  const hide = (id: string): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    store.update((calls) =>
      calls.some((call) => call.id === id) ? calls.filter((call) => call.id !== id) : calls,
    );
  };
  return {
    store,
    hide,
    hearVolatile(news) {
      // The log may have been faster: a call that is over does not ring again.
      if (news.kind !== 'call-ringing' || over.has(news.call.id)) return;
      const { call } = news;
      clearTimeout(timers.get(call.id));
      timers.set(
        call.id,
        setTimeout(() => hide(call.id), ringsMs),
      );
      store.update((calls) => [call, ...calls.filter((other) => other.id !== call.id)]);
    },
    hear(event) {
      if (event.name === 'call.hidden') hide(event.data.id);
      if (event.name !== 'call.changed' || event.data.call.state === 'ringing') return;
      over.add(event.data.call.id);
      hide(event.data.call.id);
    },
  };
}
