import { notifications } from '@mantine/notifications';
import css from './undo-toast.module.css';

const staysMs = 12_000;

/** Says what was done and offers a way back for a while. */
export function toastWith(message: string, word: string, act: () => void): void {
  const id = notifications.show({
    color: 'okno',
    autoClose: staysMs,
    withBorder: true,
    message: (
      <span className={css.line}>
        <span>{message}</span>
        <button
          type="button"
          className={css.act}
          onClick={() => {
            notifications.hide(id);
            act();
          }}
        >
          {word}
        </button>
      </span>
    ),
  });
}
