import { useState } from 'react';
import { useWords } from '../../i18n/i18n.ts';
import css from './message.module.css';

/** The letter as it was designed, in a frame that can neither run scripts nor see the page. */
export function Original({ url }: { url: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [images, setImages] = useState(false);
  return (
    <div className={css.original}>
      <div className={css.links}>
        <button type="button" onClick={() => setOpen(!open)} aria-expanded={open}>
          {t(open ? 'thread.hideOriginal' : 'thread.original')}
        </button>
        {open && !images && (
          <button type="button" title={t('thread.imagesHint')} onClick={() => setImages(true)}>
            {t('thread.images')}
          </button>
        )}
      </div>
      {open && (
        <iframe
          className={css.frame}
          title={t('thread.frame')}
          src={images ? `${url}${url.includes('?') ? '&' : '?'}images=1` : url}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          loading="lazy"
        />
      )}
    </div>
  );
}
