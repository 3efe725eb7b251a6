import { IconSparkles } from '@tabler/icons-react';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './link-banner.module.css';

/** Offers to load the page again once the server has a newer one: whoever is writing chooses when. */
export function EditionBanner() {
  const { edition } = useServices();
  const { t } = useWords();
  if (!useStore(edition.outdated, (outdated) => outdated)) return null;
  return (
    <div className={css.banner} role="status" data-edition>
      <IconSparkles size={16} />
      {t('link.edition')}
      <button type="button" className={css.more} onClick={() => window.location.reload()}>
        {t('error.reload')}
      </button>
    </div>
  );
}
