import type { House } from '../house.ts';
import { lowestIdAt } from '../ids.ts';
import { deleteParts, partsBetween, withoutEnvelope } from '../store/envelope-parts.ts';
import { progressOf, saveProgress } from '../store/search.ts';

const NAME = 'orphaned parts';
const OLD_MS = 86_400_000;
const PAGE = 500;

/**
 * Pieces of envelopes are written before the envelope that names them, so a crash in between leaves some that nobody
 * will ever read. Each look removes what an earlier look of this process found without an envelope and what has none
 * still, and then looks at what has become older than a day since. Two looks have to be further apart than any write
 * may take: age alone would trust the clocks of other machines.
 */
export function createOrphanSearch(house: House): () => Promise<void> {
  const { store } = house;
  let suspects: string[] = [];
  let seenTo: number | undefined;

  async function settle(): Promise<void> {
    while (suspects.length > 0) {
      const page = suspects.slice(0, PAGE);
      const orphans = await withoutEnvelope(store, page);
      await deleteParts(store, orphans);
      if (orphans.length > 0) house.log.info({ count: orphans.length }, 'pieces without an envelope removed');
      suspects = suspects.slice(PAGE);
    }
    if (seenTo !== undefined) await saveProgress(store.progress, { _id: NAME, cursor: seenTo });
  }

  return async () => {
    await settle();
    const known = seenTo ?? (await progressOf(store.progress, NAME))?.cursor ?? 0;
    const to = house.clock.now() - OLD_MS;
    // A clock that went back has to be caught up with by looking again.
    let after = lowestIdAt(known <= to ? known : 0);
    const found: string[] = [];
    for (;;) {
      const page = await partsBetween(store, { after, below: lowestIdAt(to) }, PAGE);
      found.push(...(await withoutEnvelope(store, page)));
      after = page.at(-1) ?? after;
      if (page.length < PAGE) break;
    }
    suspects = found;
    seenTo = to;
  };
}
