export interface Store<S> {
  get(): S;
  /** Replaces the state by what `change` makes of it; the same object means that nothing happened. */
  update(change: (state: S) => S): void;
  subscribe(listener: () => void): () => void;
}

/** A plain observable value. */
export function createStore<S>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
