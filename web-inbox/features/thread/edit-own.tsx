import { useState } from 'react';
import type { Span } from '../../../channels/richtext.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { mergeMessages } from '../../sync/merge.ts';
import { parseMarkup, toMarkup } from '../composer/markup.ts';
import css from './edit-own.module.css';

/** A sent message's words, changed in their place. */
export function EditOwn({ message, onDone }: { message: MessageView; onDone(): void }) {
  const { api, engine } = useServices();
  const { t } = useWords();
  const [text, setText] = useState(() => toMarkup({ text: message.text, spans: message.spans as Span[] }));
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    const { text: words, spans } = parseMarkup(text.trim());
    if (words === '') return;
    setBusy(true);
    api
      .editMessage(message.id, words, spans)
      .then((changed) => {
        engine.merge({
          cursor: null,
          merge: (state) => mergeMessages(state, changed.conversation, [changed]),
        });
        onDone();
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.editing}>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        dir="auto"
        aria-label={t('thread.editing')}
        rows={Math.min(10, text.split('\n').length + 1)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
          event.stopPropagation();
        }}
      />
      <div>
        <button type="button" onClick={onDone}>
          {t('common.cancel')}
        </button>
        <button type="button" disabled={busy || text.trim() === ''} onClick={save}>
          {t('thread.saveEdit')}
        </button>
      </div>
    </div>
  );
}
