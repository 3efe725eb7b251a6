/** Updates remembered; the network repeats what was not confirmed, which is at most a hundred at a time. */
const KEPT = 5_000;

/**
 * Lets the owner's bot work on an update once, however often the network brings it: a slow handler makes a webhook
 * come again. Work that failed is forgotten, so that the repetition is a second try.
 */
export function createHandover(): (key: string, work: () => Promise<void>) => Promise<void> {
  const handed = new Map<string, Promise<void>>();
  return (key, work) => {
    const known = handed.get(key);
    if (known !== undefined) return known;
    const running = work();
    handed.set(key, running);
    running.catch(() => handed.delete(key));
    const [oldest] = handed.keys();
    if (handed.size > KEPT && oldest !== undefined) handed.delete(oldest);
    return running;
  };
}
