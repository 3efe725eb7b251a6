import type { House } from '../house.ts';
import { conversationsById } from '../store/conversations.ts';
import type { IdentityDoc } from '../store/identities.ts';
import { identityEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';

/**
 * Writes into both timelines that one address speaks for two people, so that somebody can decide. Each pair is
 * written once.
 */
export async function announceLinks(
  house: House,
  held: readonly { owner: IdentityDoc; holder: IdentityDoc; at: Date }[],
): Promise<void> {
  if (held.length === 0) return;
  const pairs = held.flatMap(({ owner, holder, at }) => [
    { contactId: owner.contactId, conversationId: owner.conversationId, holder, at, other: holder.contactId },
    {
      contactId: holder.contactId,
      conversationId: holder.conversationId,
      holder,
      at,
      other: owner.contactId,
    },
  ]);
  const rows = await conversationsById(
    house.store.conversations,
    pairs.map(({ conversationId }) => conversationId),
  );
  await recordEntries(
    house,
    pairs.map(({ contactId, conversationId, holder, at, other }) => ({
      row: rows.get(conversationId) ?? { assignee: null, team: null },
      entry: identityEntry({
        contactId,
        key: holder.key,
        value: holder.value,
        at,
        by: null,
        change: 'held-by-another',
        other,
      }),
    })),
  );
}
