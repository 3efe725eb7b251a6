import { useState } from 'react';
import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { undo } from '../contacts/merging.ts';
import entries from './entry.module.css';
import css from './panel.module.css';

/** The way back from a merge, as long as there is one. */
export function UndoMerge({ entry }: { entry: TimelineEntryView }) {
  const services = useServices();
  const { t } = useWords();
  const merge = typeof entry.merge === 'string' ? entry.merge : null;
  const open = useInbox((state) => state.contacts[entry.contact]?.merges);
  const [busy, setBusy] = useState(false);
  if (merge === null || open?.includes(merge) !== true) return null;
  const back = (): void => {
    setBusy(true);
    void undo(services, merge).finally(() => setBusy(false));
  };
  return (
    <div className={entries.entryMore}>
      <button type="button" className={css.add} disabled={busy} onClick={back}>
        {t('history.undoMerge')}
      </button>
    </div>
  );
}
