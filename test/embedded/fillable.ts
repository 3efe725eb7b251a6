import type { Kv } from '../../src/store/embedded/kv/kv.ts';

/** A store whose commits can be made to fail as they do on a full disk. */
export function fillable(kv: Kv): { kv: Kv; full: (yes: boolean) => void } {
  let isFull = false;
  const wrapped: Kv = {
    ...kv,
    commit: (action) =>
      kv.commit(() => {
        const result = action();
        if (isFull) throw new Error('No space left on device');
        return result;
      }),
  };
  return {
    kv: wrapped,
    full: (yes) => {
      isFull = yes;
    },
  };
}
