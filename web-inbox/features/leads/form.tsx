import { Button, Group, NumberInput, Radio, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { LeadStatus, LeadView, SetLead } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { fromField, toField } from '../../app/moments.ts';
import { type Faults, useForm } from '../../app/use-form.ts';
import { type Translate, useWords } from '../../i18n/i18n.ts';
import { WhenField } from '../../ui/when-field.tsx';
import css from '../contacts/contacts.module.css';
import dialog from '../contacts/dialogs.module.css';
import { setLead } from './actions.ts';
import { currencies, rememberCurrency, usualCurrency } from './currency.ts';

interface Values {
  when: string;
  amount: number | '';
  profit: number | '';
  currency: string;
  reason: string;
  comment: string;
}

/** Asks for what a status needs and keeps it. */
export function LeadForm({
  contact,
  status,
  onDone,
}: {
  contact: string;
  status: LeadStatus;
  onDone(): void;
}) {
  const services = useServices();
  const { t } = useWords();
  const known = useInbox((state) => state.contacts[contact]?.lead);
  const region = useInbox((state) => state.settings.region?.value) as { currency?: string } | undefined;
  const [values, setValues] = useState<Values>(() =>
    valuesOf(status, known, usualCurrency(region?.currency)),
  );
  const { busy, faults, setFaults, send } = useForm(onDone);
  const change = (some: Partial<Values>): void => {
    setValues((all) => ({ ...all, ...some }));
    setFaults({});
  };
  const save = (): void => {
    const missing = missingOf(status, values, t);
    if (missing !== null) {
      setFaults(missing);
      return;
    }
    if (status === 'bought') rememberCurrency(values.currency);
    send(() => setLead(services, contact, requestOf(status, values)));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="md">
        {status === 'planned' && (
          <WhenField
            label={t('leadForm.planned')}
            value={values.when}
            error={faults.plannedFor}
            onChange={(when) => change({ when })}
          />
        )}
        {status === 'bought' && <Money values={values} faults={faults} change={change} />}
        {status === 'refused' && (
          <Reasons value={values.reason} error={faults.reason} onChange={(reason) => change({ reason })} />
        )}
        <Textarea
          label={status === 'not-client' ? t('leadForm.why') : t('leadForm.comment')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          data-autofocus={status === 'not-client' || undefined}
          value={values.comment}
          error={faults.comment}
          onChange={(event) => change({ comment: event.currentTarget.value })}
        />
        {faults[''] !== undefined && (
          <p className={dialog.error} role="alert">
            {faults['']}
          </p>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('leadForm.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  values: Values;
  faults: Faults;
  change(some: Partial<Values>): void;
}

function Money({ values, faults, change }: PartProps) {
  const { t } = useWords();
  const amount = (value: number | string): number | '' => (typeof value === 'number' ? value : '');
  return (
    <>
      <Group align="flex-start" gap="sm" wrap="nowrap">
        <NumberInput
          style={{ flex: 1 }}
          label={t('leadForm.amount')}
          min={0}
          decimalScale={2}
          thousandSeparator=" "
          hideControls
          data-autofocus
          value={values.amount}
          error={faults.amount}
          onChange={(value) => change({ amount: amount(value) })}
        />
        <Select
          w={110}
          label={t('leadForm.currency')}
          data={[...new Set([...currencies, values.currency])]}
          allowDeselect={false}
          value={values.currency}
          error={faults.currency}
          onChange={(currency) => currency !== null && change({ currency })}
        />
      </Group>
      <NumberInput
        label={`${t('leadForm.profit')} (${t('common.optional')})`}
        decimalScale={2}
        thousandSeparator=" "
        hideControls
        value={values.profit}
        error={faults.profit}
        onChange={(value) => change({ profit: amount(value) })}
      />
    </>
  );
}

function Reasons({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange(reason: string): void;
}) {
  const { t } = useWords();
  const setting = useInbox((state) => state.settings.refusalReasons?.value) as
    | { reasons?: readonly string[] }
    | undefined;
  const reasons = setting?.reasons ?? [];
  if (reasons.length === 0) {
    return (
      <div>
        <strong>{t('leadForm.noReasons')}</strong>
        <p className={css.intro}>{t('leadForm.noReasonsHint')}</p>
      </div>
    );
  }
  return (
    <Radio.Group label={t('leadForm.reason')} value={value} error={error} onChange={onChange}>
      <Stack gap={6} mt={6}>
        {reasons.map((reason) => (
          <Radio key={reason} value={reason} label={reason} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function valuesOf(status: LeadStatus, known: LeadView | undefined, currency: string): Values {
  const same = known?.status === status ? known : undefined;
  return {
    when: same?.plannedFor === undefined ? '' : toField(new Date(same.plannedFor)),
    amount: same?.amount ?? '',
    profit: same?.profit ?? '',
    currency: same?.currency ?? currency,
    reason: same?.reason ?? '',
    comment: same?.comment ?? '',
  };
}

function missingOf(status: LeadStatus, values: Values, t: Translate): Faults | null {
  if (status === 'planned' && fromField(values.when) === null) {
    return { plannedFor: t('leadForm.dateMissing') };
  }
  if (status === 'bought' && values.amount === '') return { amount: t('leadForm.amountMissing') };
  if (status === 'refused' && values.reason === '') return { reason: t('leadForm.reasonMissing') };
  if (status === 'not-client' && values.comment.trim() === '') return { comment: t('leadForm.whyMissing') };
  return null;
}

function requestOf(status: LeadStatus, values: Values): SetLead {
  const { amount, profit, currency, reason, comment } = values;
  return {
    status,
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    ...(status === 'planned' ? { plannedFor: fromField(values.when) } : {}),
    ...(status === 'refused' ? { reason } : {}),
    ...(status === 'bought' && amount !== ''
      ? { amount, currency, ...(profit === '' ? {} : { profit }) }
      : {}),
  };
}
