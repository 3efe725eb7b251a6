import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { END, type FlowBody, type Keywords, type Texts } from '../../../src/api/protocol/bot.ts';
import { useWords } from '../../i18n/i18n.ts';
import { put } from './draft.ts';
import { useEditing, useProblem } from './problems.tsx';
import { stepTitle } from './step-title.ts';

interface TextsProps {
  path: string;
  label: string;
  hint?: string;
  texts: Texts;
  onChange(texts: Texts): void;
  short?: boolean;
}

/** Words of the bot in the language that is being written. */
export function TextsField({ path, label, hint, texts, onChange, short = false }: TextsProps) {
  const { language } = useEditing();
  const problem = useProblem(`${path}.${language}`);
  const common = {
    label,
    lang: language,
    error: problem,
    value: texts[language] ?? '',
    'data-path': path,
    ...(hint === undefined ? {} : { description: hint }),
  };
  if (short) {
    return (
      <TextInput
        {...common}
        maxLength={200}
        onChange={(event) => onChange(put(texts, language, event.currentTarget.value))}
      />
    );
  }
  return (
    <Textarea
      {...common}
      autosize
      minRows={2}
      maxRows={10}
      maxLength={4000}
      onChange={(event) => onChange(put(texts, language, event.currentTarget.value))}
    />
  );
}

interface KeywordsProps {
  path: string;
  keywords: Keywords;
  onChange(keywords: Keywords): void;
}

/** Words by which something is recognised, in the language that is being written. */
export function KeywordsField({ path, keywords, onChange }: KeywordsProps) {
  const { t } = useWords();
  const { language } = useEditing();
  const problem = useProblem(path);
  const words = keywords[language] ?? [];
  return (
    <TagsInput
      label={t('bot.keywords')}
      description={t('bot.keywordsHint')}
      placeholder={words.length === 0 ? t('bot.keywordsExample') : ''}
      error={problem}
      splitChars={[',', ';']}
      acceptValueOnBlur
      maxTags={40}
      value={words}
      onChange={(list) => onChange(put(keywords, language, list.length === 0 ? undefined : list))}
    />
  );
}

interface NextProps {
  path: string;
  label: string;
  body: FlowBody;
  value: string | undefined;
  onChange(next: string | undefined): void;
  /** What stands for an empty choice. */
  usual?: string;
}

/** Which step comes then. */
export function NextField({ path, label, body, value, onChange, usual }: NextProps) {
  const { t } = useWords();
  const { language } = useEditing();
  return (
    <Select
      label={label}
      error={useProblem(path)}
      allowDeselect={false}
      data={[
        { value: '', label: usual ?? t('bot.following') },
        ...body.steps.map((step, index) => ({ value: step.id, label: stepTitle(t, step, index, language) })),
        { value: END, label: t('bot.end') },
      ]}
      value={value ?? ''}
      onChange={(next) => onChange(next === null || next === '' ? undefined : next)}
    />
  );
}
