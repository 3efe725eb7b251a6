import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import type { Draft } from '../../app/drafts.ts';
import type { Prefs } from '../../app/prefs.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import { type Edited, marks, toggleMark } from './markup.ts';
import { triggerAt } from './suggest.ts';
import { Suggestions, type SuggestionsHandle } from './suggestions.tsx';

export interface FieldHandle {
  focus(): void;
  /** Changes the text around the selection and keeps the caret where it belongs. */
  edit(change: (value: string, from: number, to: number) => Edited): void;
  insert(text: string): void;
}

interface Props {
  ref: React.Ref<FieldHandle>;
  row: ConversationView;
  draft: Draft;
  change(what: Partial<Draft>): void;
  onSend(): void;
  onFiles(files: File[]): void;
  sendKey: Prefs['sendKey'];
}

const typingEveryMs = 3000;
const shortcuts: Readonly<Record<string, keyof typeof marks>> = {
  KeyB: 'bold',
  KeyI: 'italic',
  KeyE: 'code',
};

/** The text itself: grows with what is written, sends by the chosen key, offers `/` and `@`. */
export function Field({ ref, row, draft, change, onSend, onFiles, sendKey }: Props) {
  const { engine } = useServices();
  const { t } = useWords();
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useRef<SuggestionsHandle>(null);
  const [caret, setCaret] = useState(0);
  const told = useRef(0);
  const trigger = triggerAt(draft.text, caret, draft.note);
  const placeCaret = (from: number, to: number): void => {
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(from, to);
      setCaret(to);
    });
  };
  const edit: FieldHandle['edit'] = (make) => {
    const element = area.current;
    const { value, from, to } = make(draft.text, element?.selectionStart ?? 0, element?.selectionEnd ?? 0);
    change({ text: value });
    placeCaret(from, to);
  };
  const replaceRange = (start: number, end: number, text: string): void => {
    change({ text: draft.text.slice(0, start) + text + draft.text.slice(end) });
    placeCaret(start + text.length, start + text.length);
  };
  useImperativeHandle(ref, () => ({
    focus: () => area.current?.focus(),
    edit,
    insert: (text) => {
      const element = area.current;
      replaceRange(
        element?.selectionStart ?? draft.text.length,
        element?.selectionEnd ?? draft.text.length,
        text,
      );
    },
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = '0';
    element.style.height = `${Math.min(element.scrollHeight, 260)}px`;
  }, [draft.text]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (trigger !== null && list.current?.onKey(event) === true) return;
    const combined = event.ctrlKey || event.metaKey;
    const mark = combined ? shortcuts[event.code] : undefined;
    if (mark !== undefined) {
      event.preventDefault();
      edit((value, from, to) => toggleMark(value, from, to, marks[mark]));
      return;
    }
    if (event.key === 'Escape') {
      area.current?.blur();
      event.stopPropagation();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    if (sendKey === 'enter' || combined) {
      event.preventDefault();
      onSend();
    }
  };
  return (
    <div className={css.field}>
      {trigger !== null && (
        <Suggestions
          ref={list}
          trigger={trigger}
          contact={row.contact.name}
          onPick={(text, mention) => {
            if (mention !== undefined) change({ mentions: [...new Set([...draft.mentions, mention])] });
            replaceRange(trigger.from, caret, text);
          }}
        />
      )}
      <textarea
        ref={area}
        className={css.area}
        rows={1}
        dir="auto"
        aria-label={t(draft.note ? 'composer.writeNote' : 'composer.write')}
        placeholder={t(draft.note ? 'composer.writeNote' : 'composer.write')}
        value={draft.text}
        onChange={(event) => {
          change({ text: event.currentTarget.value });
          setCaret(event.currentTarget.selectionStart);
          if (Date.now() - told.current < typingEveryMs) return;
          told.current = Date.now();
          engine.typing(row.id);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0) return;
          event.preventDefault();
          onFiles(files);
        }}
      />
    </div>
  );
}
