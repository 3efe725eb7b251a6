import { ActionIcon } from '@mantine/core';
import { IconAt, IconPhone, IconX } from '@tabler/icons-react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { mergeContact } from '../../sync/merge.ts';
import { takeApart } from '../contacts/merging.ts';
import { AddAddress } from './add-address.tsx';
import { because, reasonsOf } from './because.ts';
import { Found } from './found.tsx';
import css from './panel.module.css';
import { showMessage } from './show-message.ts';
import { useClaims } from './use-claims.ts';

type Identity = ContactView['identities'][number];

const heads = {
  channel: 'contact.identities',
  phone: 'contact.phones',
  email: 'contact.emails',
} as const;

/** Everything this person is known by, and why; phones and addresses can be added and unlinked. */
export function Addresses({ contact }: { contact: ContactView }) {
  const services = useServices();
  const { t } = useWords();
  const claims = useClaims(contact);
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
  const cameByMerge = ({ home }: Identity): boolean => home !== undefined && home !== contact.id;
  // A person writes from a channel's address: it goes with whoever it came from, or not at all.
  const unlinkOf = (identity: Identity): (() => void) | null => {
    if (identity.kind !== 'channel') return () => unlink(identity);
    return cameByMerge(identity) ? () => void takeApart(services, contact.id, identity.home ?? '') : null;
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
            merged={cameByMerge(identity)}
            onUnlink={unlinkOf(identity)}
          />
        ))}
        {kind !== 'channel' && (
          <Found contact={contact.id} claims={claims.filter((one) => one.kind === kind)} />
        )}
        {kind !== 'channel' && (
          <AddAddress
            kind={kind}
            contact={contact.id}
            onAdd={(value) => services.api.addIdentity(contact.id, kind, value).then(keep)}
          />
        )}
      </section>
    );
  });
}

interface AddressProps {
  identity: Identity;
  merged: boolean;
  onUnlink: (() => void) | null;
}

function Address({ identity, merged, onUnlink }: AddressProps) {
  const services = useServices();
  const { t, language } = useWords();
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
          {[...new Set(reasons.map((reason) => because(reason, t, language)))].join(' ')}{' '}
          {merged && `${t('because.merged')} `}
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
