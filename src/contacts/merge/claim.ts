import { HouseError } from '../../errors.ts';
import type { House } from '../../house.ts';
import { claimContact, releaseContacts } from '../../store/contacts.ts';

/** Claims everybody for one merge; rejects with `conflict`, after `refused`, while another merge has one of them. */
export async function claimAll(
  house: House,
  merge: string,
  ids: readonly string[],
  refused: () => Promise<void>,
): Promise<void> {
  for (const id of ids) {
    if (await claimContact(house.store.contacts, id, merge)) continue;
    await releaseContacts(house.store.contacts, ids, merge);
    await refused();
    throw new HouseError(
      'conflict',
      'One of these contacts is being merged right now; try again in a moment.',
    );
  }
}
