import { ActionIcon } from '@mantine/core';
import { IconAt, IconPhone, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { mergeContact } from '../../sync/merge.ts';
import css from './panel.module.css';

/** Everything this person is known by; phones and addresses can be added and removed. */
export function Addresses({ contact }: { contact: ContactView }) {
  const { api, engine } = useServices();
  const { t } = useWords();
  const settle = (work: Promise<ContactView>): Promise<boolean> =>
    work
      .then((changed) => {
        engine.merge({ cursor: null, merge: (state) => mergeContact(state, changed) });
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict') toast(t('contact.taken'), 'bad');
        else if (error instanceof ApiError && error.code === 'invalid') toast(t('contact.bad'), 'bad');
        else toastError(error);
        return false;
      });
  const reached = contact.identities.filter((identity) => identity.kind === 'channel');
  return (
    <>
      {reached.length > 0 && (
        <section className={css.section}>
          <h3>{t('contact.identities')}</h3>
          {reached.map((identity) => (
            <div key={identity.id} className={css.address}>
              <ChannelIcon channel={identity.channel ?? ''} size={17} />
              <span className={css.value}>{identity.label ?? identity.value}</span>
            </div>
          ))}
        </section>
      )}
      {(['phone', 'email'] as const).map((kind) => (
        <section key={kind} className={css.section}>
          <h3>{t(kind === 'phone' ? 'contact.phones' : 'contact.emails')}</h3>
          {contact.identities
            .filter((identity) => identity.kind === kind)
            .map((identity) => (
              <div key={identity.id} className={css.address}>
                {kind === 'phone' ? <IconPhone size={16} /> : <IconAt size={16} />}
                <a className={css.value} href={`${kind === 'phone' ? 'tel' : 'mailto'}:${identity.value}`}>
                  {identity.value}
                </a>
                <ActionIcon
                  size="sm"
                  className={css.remove ?? ''}
                  aria-label={t('contact.remove', { value: identity.value })}
                  onClick={() => void settle(api.removeIdentity(contact.id, identity.id))}
                >
                  <IconX size={14} />
                </ActionIcon>
              </div>
            ))}
          <AddAddress kind={kind} onAdd={(value) => settle(api.addIdentity(contact.id, kind, value))} />
        </section>
      ))}
    </>
  );
}

function AddAddress({ kind, onAdd }: { kind: 'phone' | 'email'; onAdd(value: string): Promise<boolean> }) {
  const { t } = useWords();
  const [value, setValue] = useState<string | null>(null);
  if (value === null) {
    return (
      <button type="button" className={css.add} onClick={() => setValue('')}>
        <IconPlus size={14} />
        {t(kind === 'phone' ? 'contact.addPhone' : 'contact.addEmail')}
      </button>
    );
  }
  const keep = (): void => {
    if (value.trim() === '') setValue(null);
    else void onAdd(value.trim()).then((done) => done && setValue(null));
  };
  return (
    <form
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
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onBlur={() => value.trim() === '' && setValue(null)}
        onKeyDown={(event) => event.key === 'Escape' && setValue(null)}
      />
    </form>
  );
}
