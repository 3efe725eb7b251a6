import { useEffect, useState } from 'react';
import type { ClaimView, ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { useStore } from '../../store/use-store.ts';

interface Known {
  contact: string;
  items: readonly ClaimView[];
}

/** Addresses found for a person that are not linked yet; asked for anew whenever the person changed. */
export function useClaims({ id, rev, identities }: ContactView): readonly ClaimView[] {
  const services = useServices();
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const [known, setKnown] = useState<Known>({ contact: id, items: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision may mean that something was found or settled
  useEffect(() => {
    if (epoch === 0) return;
    let stale = false;
    services.api
      .claimsOf(id)
      .then(({ body }) => !stale && setKnown({ contact: id, items: body.items }))
      // Without them the panel is complete as well.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [services, id, epoch, rev]);
  if (known.contact !== id) return [];
  return known.items.filter(
    ({ kind, value }) => !identities.some((one) => one.kind === kind && one.value === value),
  );
}
