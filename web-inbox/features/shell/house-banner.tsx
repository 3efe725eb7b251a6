import { IconDatabaseOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import css from './link-banner.module.css';

/** The server repeats its trouble every few seconds; when it says nothing any more, nothing is known. */
const silenceMs = 20_000;

/** Tells everybody that the server cannot store anything, so that nobody waits for an answer in vain. */
export function HouseBanner() {
  const { news } = useServices();
  const { t } = useWords();
  const [trouble, setTrouble] = useState<'full' | 'unreachable' | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = news.on((told) => {
      if (told.kind !== 'standing') return;
      clearTimeout(timer);
      setTrouble(told.store === 'ok' ? null : told.store);
      timer = setTimeout(() => setTrouble(null), silenceMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [news]);
  if (trouble === null) return null;
  return (
    <div className={css.banner} role="status" data-store={trouble}>
      <IconDatabaseOff size={16} />
      {t(trouble === 'full' ? 'link.storeFull' : 'link.storeAway')}
    </div>
  );
}
