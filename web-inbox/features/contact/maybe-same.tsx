import { useEffect, useState } from 'react';
import type { SuggestionView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { LatePart } from '../../app/late-part.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { useStore } from '../../store/use-store.ts';

const MaybeCard = lazyPage(async () => (await import('./maybe-card.tsx')).MaybeCard);

/** Says that the person may be somebody who is here already; most people are not, so the rest comes when it is needed. */
export function MaybeSame({ contact }: { contact: string }) {
  const services = useServices();
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const addresses = useInbox((state) => state.contacts[contact]?.identities.length ?? 0);
  const gone = useInbox((state) => state.gone);
  const [pairs, setPairs] = useState<readonly SuggestionView[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address may have raised another likeness
  useEffect(() => {
    if (epoch === 0) return;
    let stale = false;
    services.api
      .suggestionsOf(contact)
      .then(({ body }) => !stale && setPairs(body.items))
      // Without suggestions the panel is complete as well.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [services, contact, epoch, addresses]);
  const pair = pairs.find(({ contacts }) => contacts.every((one) => (gone[one.id] ?? -1) < one.rev));
  const other = pair?.contacts.find((one) => one.id !== contact);
  if (pair === undefined || other === undefined) return null;
  return (
    <LatePart>
      <MaybeCard
        key={pair.id}
        contact={contact}
        other={other}
        pair={pair}
        onSettled={() => setPairs((all) => all.filter((one) => one.id !== pair.id))}
      />
    </LatePart>
  );
}
