import { Button, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { SettingField } from '../../../channels/contract.ts';
import { formWords } from '../../channels/form-words.ts';
import { useWords } from '../../i18n/i18n.ts';
import { askedFields, type Values } from './account-form.ts';
import css from './page.module.css';

interface Props {
  fields: readonly SettingField[];
  values: Values;
  /** Secrets the server has; left empty they stay. */
  kept: readonly string[];
  errors: Readonly<Record<string, string>>;
  set(field: string, value: string | number | boolean): void;
}

/** The questions a channel asks, in groups; the rare ones wait behind a button. */
export function AccountFields({ fields, values, kept, errors, set }: Props) {
  const { t, language } = useWords();
  const [more, setMore] = useState(false);
  const asked = askedFields(fields, values);
  const open = more || asked.some((field) => field.advanced === true && errors[field.name] !== undefined);
  const shown = asked.filter((field) => field.advanced !== true || open);
  const groups = new Map<string, SettingField[]>();
  for (const field of shown) {
    const group = field.name.includes('.') ? (field.name.split('.')[0] ?? '') : '';
    groups.set(group, [...(groups.get(group) ?? []), field]);
  }
  return (
    <>
      {[...groups].map(([group, members]) => (
        <section key={group} className={css.group}>
          {group !== '' && <h3>{formWords[language].groups[group] ?? group}</h3>}
          <div className={css.fields}>
            {members.map((field) => (
              <Question
                key={field.name}
                field={field}
                value={values[field.name]}
                kept={kept.includes(field.name)}
                error={errors[field.name]}
                set={(value) => set(field.name, value)}
              />
            ))}
          </div>
        </section>
      ))}
      {asked.some((field) => field.advanced === true) && !open && (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          rightSection={<IconChevronDown size={15} />}
          onClick={() => setMore(true)}
        >
          {t('accounts.more')}
        </Button>
      )}
    </>
  );
}

interface QuestionProps {
  field: SettingField;
  value: string | number | boolean | undefined;
  kept: boolean;
  error: string | undefined;
  set(value: string | number | boolean): void;
}

function Question({ field, value, kept, error, set }: QuestionProps) {
  const { t, language } = useWords();
  const words = formWords[language];
  const last = field.name.split('.').at(-1) ?? field.name;
  const label = words.fields[last] ?? last;
  const text = value === undefined ? '' : String(value);
  const common = { label, error, 'data-field': field.name };
  if (field.kind === 'toggle') {
    return (
      <Switch label={label} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
    );
  }
  if (field.kind === 'choice') {
    return (
      <Select
        {...common}
        allowDeselect={false}
        data={(field.choices ?? []).map((choice) => ({
          value: choice,
          label: words.choices[choice] ?? choice,
        }))}
        value={text}
        onChange={(next) => next !== null && set(next)}
      />
    );
  }
  if (field.kind === 'number') {
    return (
      <NumberInput
        {...common}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={typeof value === 'number' ? value : text}
        onChange={set}
      />
    );
  }
  if (field.kind === 'secret') {
    return (
      <PasswordInput
        {...common}
        autoComplete="off"
        placeholder={kept ? t('accounts.keepSecret') : undefined}
        value={text}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  if (last === 'signature') {
    return (
      <Textarea {...common} rows={3} value={text} onChange={(event) => set(event.currentTarget.value)} />
    );
  }
  return (
    <TextInput
      {...common}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
