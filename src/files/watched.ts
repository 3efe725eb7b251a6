/** A source of bytes that remembers whether it failed itself, so that nothing else is blamed for it. */
export interface WatchedSource {
  pieces: AsyncIterable<Uint8Array>;
  /** What the source failed with; undefined while it has not. */
  failure(): { error: unknown } | undefined;
  /** Ends a source that nobody came to read; a connection may hang on it. */
  dismiss(): void;
}

export function watched(source: AsyncIterable<Uint8Array>): WatchedSource {
  let failure: { error: unknown } | undefined;
  let begun = false;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    begun = true;
    const from = source[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (;;) {
        const piece = await from.next().catch((error: unknown) => {
          failure = { error };
          ended = true;
          throw error;
        });
        if (piece.done === true) {
          ended = true;
          return;
        }
        yield piece.value;
      }
    } finally {
      if (!ended) await from.return?.();
    }
  }
  return {
    pieces: pieces(),
    failure: () => failure,
    dismiss() {
      if (begun) return;
      begun = true;
      const from = source[Symbol.asyncIterator]();
      // Only what has begun cleans up after itself.
      const begin = from.next().then(() => from.return?.());
      begin.catch(() => undefined);
    },
  };
}
