import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContactView, SuggestionView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { askMerge, dismiss, keepContacts, merge } from '../contacts/merging.ts';
import { suggestionReason } from './because.ts';
import css from './panel.module.css';

interface Props {
  contact: string;
  other: ContactView;
  pair: SuggestionView;
  onSettled(): void;
}

/** Who the person may be, why, and the decision by one click. */
export function MaybeCard({ contact, other, pair, onSettled }: Props) {
  const services = useServices();
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const mergeNow = (): void => {
    setBusy(true);
    merge(services, contact, { from: other.id })
      .then(onSettled)
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
        <div className={css.sameWhy}>
          {[...new Set(pair.evidence.map((reason) => suggestionReason(reason, t)))].join(' ')}
        </div>
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
            onClick={() => void dismiss(services, pair).then((done) => done && onSettled())}
          >
            {t('person.notSame')}
          </Button>
        </div>
      </div>
    </section>
  );
}
