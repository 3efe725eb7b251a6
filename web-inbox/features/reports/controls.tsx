import { Button, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReportName } from '../../app/route.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { Narrow } from './narrow.tsx';
import { type By, divisions, type Period, type Question } from './query.ts';
import css from './reports.module.css';

const byWords: Readonly<Record<By, Key>> = {
  day: 'reports.byDay',
  source: 'reports.bySource',
  user: 'reports.byUser',
  channel: 'reports.byChannel',
  hour: 'reports.byHour',
  reason: 'reports.byReason',
};

interface Props {
  report: ReportName;
  question: Question;
  csv: string;
  onChange(change: Partial<Question>): void;
}

/** Which time, divided by what, of whom. */
export function Controls({ report, question, csv, onChange }: Props) {
  const { t } = useWords();
  const allowed = divisions[report];
  return (
    <div className={css.controls}>
      <SegmentedControl
        size="xs"
        aria-label={t('reports.period')}
        value={question.period}
        data={[
          { value: '7', label: t('reports.days7') },
          { value: '30', label: t('reports.days30') },
          { value: '90', label: t('reports.days90') },
          { value: 'custom', label: t('reports.custom') },
        ]}
        onChange={(period) => onChange({ period: period as Period })}
      />
      {question.period === 'custom' && (
        <>
          <TextInput
            size="xs"
            type="date"
            aria-label={t('reports.from')}
            value={question.from}
            max={question.to}
            onChange={(event) =>
              event.currentTarget.value !== '' && onChange({ from: event.currentTarget.value })
            }
          />
          <TextInput
            size="xs"
            type="date"
            aria-label={t('reports.to')}
            value={question.to}
            min={question.from}
            onChange={(event) =>
              event.currentTarget.value !== '' && onChange({ to: event.currentTarget.value })
            }
          />
        </>
      )}
      {allowed.length > 1 && (
        <Select
          size="xs"
          w={160}
          aria-label={t('reports.by')}
          allowDeselect={false}
          data={allowed.map((by) => ({ value: by, label: t(byWords[by]) }))}
          value={question.by}
          onChange={(by) => by !== null && onChange({ by: by as By })}
        />
      )}
      <Narrow question={question} onChange={onChange} />
      <Switch
        size="sm"
        label={t('reports.compare')}
        checked={question.compare}
        onChange={(event) => onChange({ compare: event.currentTarget.checked })}
      />
      <Button
        component="a"
        href={csv}
        download
        size="xs"
        variant="default"
        leftSection={<IconDownload size={15} />}
      >
        {t('reports.csv')}
      </Button>
    </div>
  );
}
