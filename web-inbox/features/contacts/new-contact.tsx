import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toast } from '../../app/toast.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/i18n.ts';
import { changeCall } from '../calls/actions.ts';
import dialog from './dialogs.module.css';
import { keepContacts } from './merging.ts';
import { PersonPicker } from './person-picker.tsx';

const heldWords = { conflict: 'contact.taken', invalid: 'contact.bad' } as const;

/** Adds a person by hand. With a call, its number becomes theirs, or that of somebody who is here already. */
export function NewContactForm({
  phone,
  call,
  onDone,
}: {
  phone: string;
  call: string | null;
  onDone(): void;
}) {
  const services = useServices();
  const { t } = useWords();
  const [values, setValues] = useState({ name: '', phone, email: '', company: '' });
  const [existing, setExisting] = useState(false);
  const { busy, faults, setFaults, send } = useForm(onDone, heldWords);
  const field = (name: keyof typeof values, ...also: string[]) => ({
    value: values[name],
    error: [name, ...also].map((one) => faults[one]).find((fault) => fault !== undefined),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((all) => ({ ...all, [name]: value }));
      setFaults({});
    },
  });
  const add = async (): Promise<void> => {
    const text = (name: keyof typeof values): string => values[name].trim();
    const contact = await services.api.createContact({
      name: text('name'),
      ...(text('phone') === '' ? {} : { phones: [text('phone')] }),
      ...(text('email') === '' ? {} : { emails: [text('email')] }),
      ...(text('company') === '' ? {} : { company: text('company') }),
    });
    opened(contact);
    toast(t('contacts.created', { name: contact.name }));
  };
  const opened = (contact: ContactView): void => {
    keepContacts(services, [contact]);
    services.router.go({ page: 'contact', id: contact.id });
  };
  const link = async (contact: ContactView): Promise<void> => {
    if (call !== null) await changeCall(services, call, { contact: contact.id });
    opened(contact);
  };
  if (existing) {
    return (
      <PersonPicker
        label={t('contacts.orExisting')}
        except={null}
        onPick={(contact) => send(() => link(contact))}
      />
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (values.name.trim() === '') setFaults({ name: t('contacts.nameMissing') });
        else send(add);
      }}
    >
      <Stack gap="md">
        <TextInput label={t('common.name')} data-autofocus maxLength={200} {...field('name')} />
        <TextInput label={t('contacts.phone')} type="tel" {...field('phone', 'phones')} />
        <TextInput label={t('contacts.email')} type="email" {...field('email', 'emails')} />
        <TextInput label={t('contact.company')} maxLength={200} {...field('company')} />
        {faults[''] !== undefined && (
          <p className={dialog.error} role="alert">
            {faults['']}
          </p>
        )}
        {call !== null && (
          <Button variant="subtle" onClick={() => setExisting(true)}>
            {t('contacts.orExisting')}
          </Button>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('common.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
