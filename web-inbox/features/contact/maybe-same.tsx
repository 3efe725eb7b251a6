import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { SuggestionView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { askMerge, dismiss, keepContacts, merge } from '../contacts/merging.ts';
import css from './panel.module.css';

/** Says that the person may be somebody who is here already; one click decides. */
export function MaybeSame({ contact }: { contact: string }) {
  const services = useServices();
  const { t } = useWords();
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const addresses = useInbox((state) => state.contacts[contact]?.identities.length ?? 0);
  const gone = useInbox((state) => state.gone);
  const [pairs, setPairs] = useState<readonly SuggestionView[]>([]);
  const [busy, setBusy] = useState(false);
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
  const settled = (): void => setPairs((all) => all.filter((one) => one.id !== pair.id));
  const mergeNow = (): void => {
    setBusy(true);
    merge(services, contact, { from: other.id })
      .then(settled)
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.same} aria-label={t('person.maybeSame')}>
      <IconUsersGroup size={18} className={css.sameIcon} aria-hidden="true" />
      <div>
        {t('person.maybeSame')}:{' '}
        <button
          type="button"
          className={css.where}
          onClick={() => services.router.go({ page: 'contact', id: other.id })}
        >
          {other.name || t('contact.unnamed')}
        </button>
        <div className={css.sameButtons}>
          <Button size="compact-xs" loading={busy} onClick={mergeNow}>
            {t('person.mergeNow')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              keepContacts(services, pair.contacts);
              askMerge(services, contact, other.id);
            }}
          >
            {t('person.compare')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => void dismiss(services, pair).then((done) => done && settled())}
          >
            {t('person.notSame')}
          </Button>
        </div>
      </div>
    </section>
  );
}
