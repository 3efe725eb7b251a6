import { Button } from '@mantine/core';
import { IconAt, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClaimView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { keepContacts } from '../contacts/merging.ts';
import { whereFound } from './because.ts';
import css from './panel.module.css';
import { showMessage } from './show-message.ts';

/** More at once would hide what is linked. */
const FIRST = 2;

interface Props {
  contact: string;
  claims: readonly ClaimView[];
}

/** Addresses that may be the person's, the surest first, each with where it stood and the decision by one click. */
export function FoundList({ contact, claims }: Props) {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const [settled, setSettled] = useState<readonly string[]>([]);
  const open = claims.filter(({ value }) => !settled.includes(value));
  return (
    <>
      {open.slice(0, all ? open.length : FIRST).map((claim) => (
        <FoundCard
          key={claim.value}
          contact={contact}
          claim={claim}
          onSettled={() => setSettled((values) => [...values, claim.value])}
        />
      ))}
      {!all && open.length > FIRST && (
        <button type="button" className={css.add} onClick={() => setAll(true)}>
          {t('found.all', { total: open.length })}
        </button>
      )}
    </>
  );
}

interface CardProps {
  contact: string;
  claim: ClaimView;
  onSettled(): void;
}

function FoundCard({ contact, claim, onSettled }: CardProps) {
  const services = useServices();
  const { t, language } = useWords();
  const [busy, setBusy] = useState(false);
  const { kind, value, evidence } = claim;
  const { message } = evidence;
  const settle = (work: Promise<unknown>, said: 'found.added' | 'found.refused'): void => {
    setBusy(true);
    work
      .then(() => {
        toast(t(said, { value }));
        onSettled();
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  const add = (): void =>
    settle(
      services.api
        .confirmClaim(contact, { kind, value })
        .then((changed) => keepContacts(services, [changed])),
      'found.added',
    );
  const refuse = (): void => settle(services.api.dismissClaim(contact, { kind, value }), 'found.refused');
  const Icon = kind === 'phone' ? IconPhone : IconAt;
  return (
    <section className={`${css.same} ${css.found}`} aria-label={t('found.title', { value })}>
      <Icon size={17} className={css.sameIcon} aria-hidden="true" />
      <div>
        <strong>{t('found.title', { value })}</strong>
        <div className={css.sameWhy}>
          {whereFound(claim, t, language)}{' '}
          {message !== undefined && (
            <button type="button" className={css.where} onClick={() => void showMessage(services, message)}>
              {t('because.show')}
            </button>
          )}
        </div>
        <div className={css.sameButtons}>
          <Button size="compact-xs" loading={busy} onClick={add}>
            {t('person.add')}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" disabled={busy} onClick={refuse}>
            {t(kind === 'phone' ? 'found.notPhone' : 'found.notEmail')}
          </Button>
        </div>
      </div>
    </section>
  );
}
