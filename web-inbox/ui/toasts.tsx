import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { hideToast, type Toast, toasts } from '../app/toast.ts';
import { useWords } from '../i18n/i18n.ts';
import { useStore } from '../store/use-store.ts';
import css from './toasts.module.css';

const same = <T,>(value: T): T => value;

/** Short words at the edge of the screen. They wait while somebody reads or reaches for them. */
export function Toasts() {
  const shown = useStore(toasts, same);
  return (
    <div className={css.toasts} aria-live="polite">
      {shown.map((toast) => (
        <Line key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Line({ toast }: { toast: Toast }) {
  const { t } = useWords();
  const { id, message, kind, act, staysMs } = toast;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => hideToast(id), staysMs);
    return () => clearTimeout(timer);
  }, [id, staysMs, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever points at it reads it; there is nothing to press
    <div
      className={css.toast}
      role={kind === 'bad' ? 'alert' : 'status'}
      data-kind={kind}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={css.message}>{message}</span>
      {act !== undefined && (
        <button
          type="button"
          className={css.act}
          onClick={() => {
            hideToast(id);
            act.run();
          }}
        >
          {act.word}
        </button>
      )}
      <button
        type="button"
        className={css.close}
        aria-label={t('common.close')}
        onClick={() => hideToast(id)}
      >
        <IconX size={16} />
      </button>
    </div>
  );
}
