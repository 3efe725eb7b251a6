import { HouseError } from './errors.ts';

/**
 * Rejects with `unavailable` when the work takes longer; the work itself may still end later, so it must be safe to
 * do again. A database driver can wait for ever on a connection that was cut in the wrong moment.
 */
export async function withDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new HouseError('unavailable', `${what} took longer than ${ms / 1000} s.`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
