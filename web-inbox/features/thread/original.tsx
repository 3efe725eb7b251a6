import { useState } from 'react';
import { useWords } from '../../i18n/i18n.ts';
import css from './message.module.css';

/** A sealed frame cannot say how high it is; its words and pictures give an idea, and its edge can be pulled. */
const heightFor = (text: string, pictures: number): number => {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 70), 0);
  return Math.max(150, Math.min(520, 70 + lines * 26 + pictures * 260));
};

/** The letter as it was designed, in a frame that can neither run scripts nor see the page. */
export function Original({ url, text, pictures }: { url: string; text: string; pictures: number }) {
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
          style={{ height: heightFor(text, pictures) }}
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
