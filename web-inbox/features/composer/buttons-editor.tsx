import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { Draft } from '../../app/drafts.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import css from './extras.module.css';

type ButtonDraft = Draft['buttons'][number][number];

const kindWords: Readonly<Record<ButtonDraft['kind'], Key>> = {
  reply: 'composer.buttonReply',
  url: 'composer.buttonUrl',
  'share-phone': 'composer.buttonPhone',
  'share-location': 'composer.buttonPlace',
};

/** Kinds that have a meaning on a channel: without keyboards only choices and links can be written down. Pure. */
export function kindsFor({ buttons }: Capabilities): ButtonDraft['kind'][] {
  if (buttons.support !== 'native') return ['reply', 'url'];
  return [
    'reply',
    'url',
    ...(buttons.sharePhone === 'native' ? (['share-phone'] as const) : []),
    'share-location',
  ];
}

/** A link button without a link, or any without words, cannot be sent. Pure. */
export const isComplete = ({ label, kind, value }: ButtonDraft): boolean =>
  label.trim() !== '' && (kind !== 'url' || /^https?:\/\/\S+\.\S+|^https?:\/\/localhost/.test(value ?? ''));

/** Quick answers and links under the message, a row each. */
export function ButtonsEditor({
  buttons,
  capabilities,
  change,
}: {
  buttons: Draft['buttons'];
  capabilities: Capabilities;
  change(what: Partial<Draft>): void;
}) {
  const { t } = useWords();
  const flat = buttons.flat();
  const kinds = kindsFor(capabilities);
  const { support, max } = capabilities.buttons;
  const put = (next: ButtonDraft[]): void => change({ buttons: next.map((button) => [button]) });
  const edit = (at: number, what: Partial<ButtonDraft>): void =>
    put(flat.map((button, index) => (index === at ? { ...button, ...what } : button)));
  return (
    <fieldset className={css.buttons} aria-label={t('composer.buttons')}>
      {flat.map((button, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a button has no other name than its place
        <div key={at} className={css.button}>
          <TextInput
            size="xs"
            placeholder={t('composer.buttonLabel')}
            aria-label={t('composer.buttonLabel')}
            value={button.label}
            maxLength={250}
            autoFocus={button.label === ''}
            onChange={(event) => edit(at, { label: event.currentTarget.value })}
          />
          <NativeSelect
            size="xs"
            aria-label={t('composer.buttonKind')}
            value={button.kind}
            data={kinds.map((kind) => ({ value: kind, label: t(kindWords[kind]) }))}
            onChange={(event) => {
              const kind = event.currentTarget.value as ButtonDraft['kind'];
              const { value: _value, ...rest } = button;
              put(flat.map((one, index) => (index === at ? { ...rest, kind } : one)));
            }}
          />
          {button.kind === 'url' && (
            <TextInput
              size="xs"
              type="url"
              placeholder="https://"
              aria-label={t('composer.buttonValue')}
              error={(button.value ?? '') !== '' && !isComplete({ ...button, label: 'x' })}
              title={t('composer.buttonLink')}
              value={button.value ?? ''}
              onChange={(event) => edit(at, { value: event.currentTarget.value })}
            />
          )}
          <ActionIcon
            size="sm"
            aria-label={t('composer.removeButton', { label: button.label })}
            onClick={() => put(flat.filter((_, index) => index !== at))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <div className={css.button}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={flat.length >= max}
          onClick={() => put([...flat, { label: '', kind: 'reply' }])}
        >
          {t('composer.addButton')}
        </Button>
        <span className={css.buttonHint}>
          {support === 'converted' && t('composer.buttonsAsText')}
          {(support === 'dropped' || support === 'rejected') && t('composer.buttonsLost')}
          {support === 'native' && flat.length >= max && t('composer.buttonsFull', { count: max })}
        </span>
      </div>
    </fieldset>
  );
}
