import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** Re-renders when the selected value changes by `isEqual`. */
export function useStore<S, T>(
  store: Store<S>,
  select: (state: S) => T,
  isEqual: (one: T, other: T) => boolean = Object.is,
): T {
  const last = useRef<{ state: S; select: (state: S) => T; value: T } | null>(null);
  const read = useCallback(() => {
    const state = store.get();
    const known = last.current;
    if (known !== null && known.state === state && known.select === select) return known.value;
    const value = select(state);
    const kept = known !== null && isEqual(known.value, value) ? known.value : value;
    last.current = { state, select, value: kept };
    return kept;
  }, [store, select, isEqual]);
  return useSyncExternalStore(store.subscribe, read);
}
