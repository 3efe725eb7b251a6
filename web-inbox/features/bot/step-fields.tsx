import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { ASK_KINDS, BOT_LANGUAGES, type FlowBody, type FlowStep } from '../../../src/api/protocol/bot.ts';
import { useServices } from '../../app/context.tsx';
import { languageNames, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './bot.module.css';
import { ChoiceOptions } from './choice-options.tsx';
import { put } from './draft.ts';
import { NextField, TextsField } from './fields.tsx';
import { useProblem } from './problems.tsx';

interface Props<S extends FlowStep = FlowStep> {
  step: S;
  /** Where the step stands in the flow, as problems name it. */
  path: string;
  body: FlowBody;
  onChange(step: FlowStep): void;
}

type Of<K extends FlowStep['kind']> = Props<Extract<FlowStep, { kind: K }>>;

/** The fields of one step. */
export function StepFields(props: Props) {
  const { step, path, body, onChange } = props;
  const { t } = useWords();
  return (
    <div className={css.fields}>
      {step.kind === 'ask' && <AskFields {...props} step={step} />}
      {step.kind === 'choice' && <ChoiceFields {...props} step={step} />}
      {step.kind === 'hours' && <HoursFields {...props} step={step} />}
      {step.kind === 'set' && <SetFields {...props} step={step} />}
      {step.kind === 'handover' && <HandoverFields {...props} step={step} />}
      {(step.kind === 'say' || step.kind === 'questions') && (
        <TextsField
          path={`${path}.text`}
          label={t('bot.text')}
          hint={t('bot.places')}
          texts={step.text}
          onChange={(text) => onChange({ ...step, text })}
        />
      )}
      {step.kind !== 'handover' && step.kind !== 'hours' && (
        <NextField
          path={`${path}.next`}
          label={t('bot.onward')}
          body={body}
          value={step.next}
          onChange={(next) => onChange(put(step, 'next', next))}
        />
      )}
    </div>
  );
}

function AskFields({ step, path, onChange, body }: Of<'ask'>) {
  const { t } = useWords();
  const free = step.ask === 'wish' || step.ask === 'text';
  return (
    <>
      <Select
        label={t('bot.asks')}
        allowDeselect={false}
        data={ASK_KINDS.map((ask) => ({ value: ask, label: t(`bot.ask.${ask}`) }))}
        value={step.ask}
        onChange={(ask) => ask !== null && onChange({ ...step, ask: ask as typeof step.ask })}
      />
      <TextsField
        path={`${path}.text`}
        label={t('bot.question')}
        texts={step.text}
        onChange={(text) => onChange({ ...step, text })}
      />
      {free && <FieldName step={step} onChange={onChange} />}
      <Again step={step} path={path} body={body} onChange={onChange} />
      <Switch
        label={t('bot.skip')}
        checked={step.skip}
        onChange={(event) => onChange({ ...step, skip: event.currentTarget.checked })}
      />
      {!free && (
        <Switch
          label={t('bot.skipKnown')}
          checked={step.skipKnown}
          onChange={(event) => onChange({ ...step, skipKnown: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function ChoiceFields({ step, path, onChange, body }: Of<'choice'>) {
  const { t } = useWords();
  return (
    <>
      <TextsField
        path={`${path}.text`}
        label={t('bot.question')}
        texts={step.text}
        onChange={(text) => onChange({ ...step, text })}
      />
      <ChoiceOptions step={step} path={path} body={body} onChange={onChange} />
      <FieldName step={step} onChange={onChange} />
      <Again step={step} path={path} body={body} onChange={onChange} />
    </>
  );
}

/** What happens to an answer that is not understood. */
function Again({ step, path, body, onChange }: Of<'ask' | 'choice'>) {
  const { t } = useWords();
  return (
    <div className={css.pair}>
      <TextsField
        path={`${path}.again`}
        label={t('bot.again')}
        texts={step.again}
        onChange={(again) => onChange({ ...step, again })}
      />
      <div className={css.fields}>
        <NumberInput
          label={t('bot.attempts')}
          min={1}
          max={5}
          clampBehavior="strict"
          value={step.attempts}
          onChange={(attempts) => typeof attempts === 'number' && onChange({ ...step, attempts })}
        />
        <NextField
          path={`${path}.otherwise`}
          label={t('bot.otherwise')}
          usual={t('bot.toPeople')}
          body={body}
          value={step.otherwise}
          onChange={(next) => onChange(put(step, 'otherwise', next))}
        />
      </div>
    </div>
  );
}

function FieldName({ step, onChange }: Pick<Of<'ask' | 'choice'>, 'step' | 'onChange'>) {
  const { t } = useWords();
  return (
    <TextInput
      label={t('bot.field')}
      description={t('bot.fieldHint')}
      maxLength={50}
      value={step.field ?? ''}
      onChange={(event) => onChange(put(step, 'field', event.currentTarget.value))}
    />
  );
}

function HoursFields({ step, path, onChange, body }: Of<'hours'>) {
  const { t } = useWords();
  return (
    <div className={css.pair}>
      {(['open', 'closed'] as const).map((side) => (
        <NextField
          key={side}
          path={`${path}.${side}`}
          label={t(side === 'open' ? 'bot.whenOpen' : 'bot.whenClosed')}
          body={body}
          value={step[side]}
          onChange={(next) => onChange(put(step, side, next))}
        />
      ))}
    </div>
  );
}

function SetFields({ step, path, onChange }: Of<'set'>) {
  const { t } = useWords();
  const languages = BOT_LANGUAGES.map((one) => ({ value: one, label: languageNames[one] }));
  return (
    <>
      <TextInput
        label={t('bot.label')}
        maxLength={50}
        error={useProblem(`${path}.label`)}
        value={step.label ?? ''}
        onChange={(event) => onChange(put(step, 'label', event.currentTarget.value))}
      />
      <div className={css.pair}>
        <Select
          label={t('bot.setLanguage')}
          clearable
          data={languages}
          value={step.language ?? null}
          onChange={(value) => onChange(put(step, 'language', value ?? undefined))}
        />
        <Select
          label={t('bot.setLead')}
          clearable
          data={(['new', 'not-client'] as const).map((value) => ({ value, label: t(`bot.lead.${value}`) }))}
          value={step.lead ?? null}
          onChange={(value) => onChange(put(step, 'lead', value ?? undefined))}
        />
      </div>
    </>
  );
}

function HandoverFields({ step, path, onChange }: Of<'handover'>) {
  const { t } = useWords();
  const teams = useStore(useServices().catalog, (state) => state.teams);
  return (
    <>
      <TextsField
        path={`${path}.text`}
        label={t('bot.farewell')}
        hint={t('bot.places')}
        texts={step.text}
        onChange={(text) => onChange({ ...step, text })}
      />
      <Select
        label={t('bot.handTo')}
        allowDeselect={false}
        data={[
          { value: '', label: t('bot.byRouting') },
          ...teams.map((team) => ({ value: team.id, label: team.name })),
        ]}
        value={step.to.kind === 'team' ? step.to.id : ''}
        onChange={(id) => onChange({ ...step, to: id ? { kind: 'team', id } : { kind: 'routing' } })}
      />
      <Switch
        label={t('bot.note')}
        checked={step.note}
        onChange={(event) => onChange({ ...step, note: event.currentTarget.checked })}
      />
    </>
  );
}
