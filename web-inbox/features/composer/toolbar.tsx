import { ActionIcon, Menu, Popover, Tooltip } from '@mantine/core';
import {
  IconApps,
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconList,
  IconMessageBolt,
  IconMicrophone,
  IconMoodSmile,
  IconPaperclip,
  IconQuote,
  IconStrikethrough,
  IconTypography,
} from '@tabler/icons-react';
import { lazy, type RefObject, useState } from 'react';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { Draft } from '../../app/drafts.ts';
import { LatePart } from '../../app/late-part.tsx';
import type { Prefs } from '../../app/prefs.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import type { FieldHandle } from './field.tsx';
import { type Edited, marks, toggleMark, togglePrefix } from './markup.ts';

const EmojiPanel = lazy(async () => ({ default: (await import('./emoji-panel.tsx')).EmojiPanel }));

interface Props {
  draft: Draft;
  field: RefObject<FieldHandle | null>;
  change(what: Partial<Draft>): void;
  onAttach(): void;
  /** Absent for notes, which carry everything. */
  capabilities: Capabilities | undefined;
  uploading: boolean;
  /** Absent where there is nothing to press on the other side. */
  onButtons: (() => void) | undefined;
  onRecord: (() => void) | undefined;
  sendButton: React.ReactNode;
  sendKey: Prefs['sendKey'];
}

/** What can be added, and the button that sends. */
export function Toolbar(props: Props) {
  const { draft, field, capabilities } = props;
  const { t } = useWords();
  const [emoji, setEmoji] = useState(false);
  const canAttach = capabilities === undefined || capabilities.maxAttachments > 0;
  const words = props.sendKey === 'enter' ? ['Enter', 'Shift+Enter'] : ['Ctrl+Enter', 'Enter'];
  return (
    <div className={css.tools}>
      {canAttach && (
        <Tool label={t('composer.attach')} onClick={props.onAttach}>
          <IconPaperclip size={19} />
        </Tool>
      )}
      <Popover opened={emoji} onChange={setEmoji} position="top-start" trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon
            size={34}
            aria-label={t('composer.emoji')}
            title={t('composer.emoji')}
            onClick={() => setEmoji(!emoji)}
          >
            <IconMoodSmile size={19} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p={6}>
          <LatePart meanwhile={<div style={{ width: 292, height: 220 }} />} close={() => setEmoji(false)}>
            <EmojiPanel
              onPick={(char) => {
                field.current?.insert(char);
                setEmoji(false);
              }}
            />
          </LatePart>
        </Popover.Dropdown>
      </Popover>
      <FormatMenu field={field} />
      <Tool
        label={t('composer.canned')}
        onClick={() => field.current?.insert(draft.text === '' || draft.text.endsWith('\n') ? '/' : '\n/')}
      >
        <IconMessageBolt size={19} />
      </Tool>
      {props.onButtons !== undefined && (
        <Tool label={t('composer.buttons')} onClick={props.onButtons}>
          <IconApps size={19} />
        </Tool>
      )}
      {props.onRecord !== undefined && (
        <Tool label={t('composer.record')} onClick={props.onRecord}>
          <IconMicrophone size={19} />
        </Tool>
      )}
      <span className={css.hint}>
        {props.uploading
          ? t('composer.uploading')
          : t('composer.hint', { send: words[0] ?? '', line: words[1] ?? '' })}
      </span>
      {props.sendButton}
    </div>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick(): void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={34} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** `word` stands where nothing is selected. */
type Make = (value: string, from: number, to: number, word: string) => Edited;

/** A link around the selection, with its address selected so that it can be pasted over. */
const makeLink: Make = (value, from, to, word) => {
  const text = value.slice(from, to) || word;
  const start = from + text.length + 3;
  return {
    value: `${value.slice(0, from)}[${text}](https://)${value.slice(to)}`,
    from: start,
    to: start + 'https://'.length,
  };
};

const formats = [
  { word: 'composer.bold', icon: IconBold, keys: 'Ctrl+B', make: mark(marks.bold) },
  { word: 'composer.italic', icon: IconItalic, keys: 'Ctrl+I', make: mark(marks.italic) },
  { word: 'composer.strike', icon: IconStrikethrough, keys: '~~', make: mark(marks.strike) },
  { word: 'composer.code', icon: IconCode, keys: 'Ctrl+E', make: mark(marks.code) },
  { word: 'composer.link', icon: IconLink, keys: '[ ]( )', make: makeLink },
  { word: 'composer.quote', icon: IconQuote, keys: '>', make: prefix('> ') },
  { word: 'composer.list', icon: IconList, keys: '-', make: prefix('- ') },
] as const;

function mark(sign: string): Make {
  return (value, from, to) => toggleMark(value, from, to, sign);
}

function prefix(sign: string): Make {
  return (value, from, to) => togglePrefix(value, from, to, sign);
}

function FormatMenu({ field }: { field: RefObject<FieldHandle | null> }) {
  const { t } = useWords();
  return (
    <Menu position="top-start" width={210} returnFocus={false}>
      <Menu.Target>
        <ActionIcon size={34} aria-label={t('composer.format')} title={t('composer.format')}>
          <IconTypography size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ word, icon: Icon, keys, make }) => (
          <Menu.Item
            key={word}
            leftSection={<Icon size={16} />}
            rightSection={<span className={css.keys}>{keys}</span>}
            onClick={() =>
              field.current?.edit((value, from, to) => make(value, from, to, t('composer.linkText')))
            }
          >
            {t(word)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
