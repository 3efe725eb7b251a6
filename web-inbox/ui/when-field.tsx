import { Button, Group, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { moments, toField } from '../app/moments.ts';
import { useWords } from '../i18n/i18n.ts';

const quick = ['today', 'tomorrow', 'inThreeDays', 'monday'] as const;

interface Props {
  label: string;
  value: string;
  error?: ReactNode;
  onChange(value: string): void;
}

/** A day and a time, typed or chosen among the usual ones. */
export function WhenField({ label, value, error, onChange }: Props) {
  const { t } = useWords();
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={label}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap={6} mt={8}>
        {quick.map((name) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            onClick={() => onChange(toField(moments[name](new Date())))}
          >
            {t(`taskForm.${name}`)}
          </Button>
        ))}
      </Group>
    </div>
  );
}
