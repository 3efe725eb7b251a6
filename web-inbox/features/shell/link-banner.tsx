import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './link-banner.module.css';

const patienceMs = 2000;

/** A thin word about a lost connection, after the short breaks that nobody needs to hear of. */
export function LinkBanner() {
  const { engine } = useServices();
  const { t } = useWords();
  const phase = useStore(engine.link, (link) => link.phase);
  const [shown, setShown] = useState(false);
  const down = phase === 'offline' || phase === 'starting';
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [down]);
  if (!shown) return null;
  return (
    <div className={css.banner} role="status">
      <IconCloudOff size={16} />
      {t(phase === 'starting' ? 'link.failed' : 'link.offline')}
    </div>
  );
}
