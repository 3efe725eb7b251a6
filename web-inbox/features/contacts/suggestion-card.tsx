import { Button, Checkbox } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContactView, SuggestionView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { percent } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { suggestionReason } from '../contact/because.ts';
import { showMessage } from '../contact/show-message.ts';
import css from './contacts.module.css';
import { askMerge, dismiss, elder, keepContacts, merge } from './merging.ts';
import { reachOf } from './person-picker.tsx';

interface Props {
  pair: SuggestionView;
  chosen: boolean;
  onChoose(on: boolean): void;
  onSettled(): void;
}

/** Two people side by side, why they may be one, and the decision. */
export function SuggestionCard({ pair, chosen, onChoose, onSettled }: Props) {
  const services = useServices();
  const { t, language } = useWords();
  const [busy, setBusy] = useState(false);
  const [stays, goes] = elder(...pair.contacts);
  const mergeNow = (): void => {
    setBusy(true);
    merge(services, stays.id, { from: goes.id })
      .then(onSettled)
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  const name = stays.name || t('contact.unnamed');
  return (
    <article className={css.card} data-suggestion={pair.id}>
      <div className={css.pair}>
        <Person contact={stays} />
        <span className={css.maybe} title={t('person.maybeSame')}>
          {t('suggestion.sure', { share: percent(pair.confidence, language) })}
        </span>
        <Person contact={goes} />
      </div>
      <ul className={css.why}>
        {pair.evidence.map((reason) => (
          <li key={`${reason.kind} ${reason.value ?? ''} ${reason.message ?? ''}`}>
            <IconLink size={15} />
            <span>
              {suggestionReason(reason, t)} <Where message={reason.message} />
            </span>
          </li>
        ))}
      </ul>
      <div className={css.buttons}>
        <Checkbox
          aria-label={t('suggestion.select', { name })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        <Button size="xs" loading={busy} onClick={mergeNow}>
          {t('person.mergeNow')}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            keepContacts(services, pair.contacts);
            askMerge(services, stays.id, goes.id);
          }}
        >
          {t('person.compare')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => void dismiss(services, pair).then((done) => done && onSettled())}
        >
          {t('person.notSame')}
        </Button>
      </div>
    </article>
  );
}

function Where({ message }: { message: string | undefined }) {
  const services = useServices();
  const { t } = useWords();
  if (message === undefined) return null;
  return (
    <button type="button" className={css.where} onClick={() => void showMessage(services, message)}>
      {t('because.show')}
    </button>
  );
}

function Person({ contact }: { contact: ContactView }) {
  const { router } = useServices();
  const { t } = useWords();
  return (
    <button
      type="button"
      className={css.person}
      onClick={() => router.go({ page: 'contact', id: contact.id })}
    >
      <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} />
      <span className={css.who}>
        <span>{contact.name || t('contact.unnamed')}</span>
        <span className={css.sub}>{reachOf(contact)}</span>
      </span>
    </button>
  );
}
