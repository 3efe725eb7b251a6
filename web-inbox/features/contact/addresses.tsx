import { ActionIcon } from '@mantine/core';
import { IconAt, IconPhone, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { sayError } from '../../app/errors.ts';
import { toast, toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { mergeContact } from '../../sync/merge.ts';
import { because, reasonsOf } from './because.ts';
import css from './panel.module.css';
import { showMessage } from './show-message.ts';

type Identity = ContactView['identities'][number];
type Kind = 'phone' | 'email';

const heads = {
  channel: 'contact.identities',
  phone: 'contact.phones',
  email: 'contact.emails',
} as const;

/** Everything this person is known by, and why; phones and addresses can be added and unlinked. */
export function Addresses({ contact }: { contact: ContactView }) {
  const services = useServices();
  const { t } = useWords();
  const keep = (changed: ContactView): void =>
    services.engine.merge({ cursor: null, merge: (state) => mergeContact(state, changed) });
  const unlink = ({ id, value }: Identity): void => {
    services.api
      .removeIdentity(contact.id, id)
      .then((changed) => {
        keep(changed);
        toast(t('person.unlinked', { value }));
      })
      .catch(toastError);
  };
  return (['channel', 'phone', 'email'] as const).map((kind) => {
    const list = contact.identities.filter((identity) => identity.kind === kind);
    if (kind === 'channel' && list.length === 0) return null;
    return (
      <section key={kind} className={css.section} aria-label={t(heads[kind])}>
        <h3>{t(heads[kind])}</h3>
        {list.map((identity) => (
          <Address
            key={identity.id}
            identity={identity}
            onUnlink={kind === 'channel' ? null : () => unlink(identity)}
          />
        ))}
        {kind !== 'channel' && (
          <AddAddress
            kind={kind}
            onAdd={(value) => services.api.addIdentity(contact.id, kind, value).then(keep)}
          />
        )}
      </section>
    );
  });
}

function Address({ identity, onUnlink }: { identity: Identity; onUnlink: (() => void) | null }) {
  const services = useServices();
  const { t } = useWords();
  const { kind, value } = identity;
  const reasons = reasonsOf(identity);
  const place = reasons.map((reason) => reason.message).find((id) => typeof id === 'string');
  return (
    <div className={css.address} data-identity={identity.id}>
      <span className={css.addressIcon}>
        {kind === 'channel' && <ChannelIcon channel={identity.channel ?? ''} size={17} />}
        {kind === 'phone' && <IconPhone size={16} />}
        {kind === 'email' && <IconAt size={16} />}
      </span>
      <div className={css.addressText}>
        {kind === 'channel' ? (
          <span className={css.value}>{identity.label ?? value}</span>
        ) : (
          <a className={css.value} href={`${kind === 'phone' ? 'tel' : 'mailto'}:${value}`}>
            {value}
          </a>
        )}
        <span className={css.because}>
          {!identity.confirmed && <em>{t('person.guess')} </em>}
          {[...new Set(reasons.map((reason) => because(reason, t)))].join(' ')}{' '}
          {typeof place === 'string' && (
            <button type="button" className={css.where} onClick={() => void showMessage(services, place)}>
              {t('because.show')}
            </button>
          )}
        </span>
      </div>
      {onUnlink !== null && (
        <ActionIcon
          size="sm"
          className={css.remove ?? ''}
          aria-label={t('person.unlink', { value })}
          onClick={onUnlink}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

function AddAddress({ kind, onAdd }: { kind: Kind; onAdd(value: string): Promise<void> }) {
  const { t } = useWords();
  const [value, setValue] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  if (value === null) {
    return (
      <button type="button" className={css.add} onClick={() => setValue('')}>
        <IconPlus size={14} />
        {t(kind === 'phone' ? 'contact.addPhone' : 'contact.addEmail')}
      </button>
    );
  }
  const close = (): void => {
    setValue(null);
    setFault(null);
  };
  const keep = (): void => {
    if (value.trim() === '') {
      close();
      return;
    }
    onAdd(value.trim())
      .then(close)
      .catch((error: unknown) => setFault(faultWords(error)));
  };
  const faultWords = (error: unknown): string => {
    if (error instanceof ApiError && error.code === 'conflict') return t('contact.taken');
    if (error instanceof ApiError && error.code === 'invalid') return t('contact.bad');
    return sayError(t, error);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <input
        className={css.input}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        type={kind === 'phone' ? 'tel' : 'email'}
        placeholder={kind === 'phone' ? t('contact.phoneHint') : t('contact.addEmail')}
        aria-label={t(kind === 'phone' ? 'contact.addPhone' : 'contact.addEmail')}
        aria-invalid={fault !== null}
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setFault(null);
        }}
        onBlur={() => value.trim() === '' && close()}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      />
      {fault !== null && (
        <p className={css.fault} role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
