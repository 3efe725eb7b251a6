import type { ClaimView } from '../../../src/api/protocol.ts';
import { LatePart } from '../../app/late-part.tsx';
import { lazyPage } from '../../app/lazy-page.ts';

const FoundList = lazyPage(async () => (await import('./found-list.tsx')).FoundList);

interface Props {
  contact: string;
  claims: readonly ClaimView[];
}

/** Offers what was found; for most people nothing is, so the rest comes when it is needed. */
export function Found({ contact, claims }: Props) {
  if (claims.length === 0) return null;
  return (
    <LatePart>
      <FoundList key={contact} contact={contact} claims={claims} />
    </LatePart>
  );
}
