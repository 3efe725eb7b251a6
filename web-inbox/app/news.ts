import type { VolatileFromServer } from '../../src/api/protocol.ts';

export interface News {
  hear(news: VolatileFromServer): void;
  /** Calls the listener for every piece of volatile news; answers how to stop. */
  on(listener: (news: VolatileFromServer) => void): () => void;
}

/** Hands volatile news of the socket to whoever is on the screen. Nothing is kept. */
export function createNews(): News {
  const listeners = new Set<(news: VolatileFromServer) => void>();
  return {
    hear: (news) => {
      for (const listener of [...listeners]) listener(news);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
