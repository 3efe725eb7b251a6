import type { MessageView } from '../../../src/api/protocol.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './message-buttons.module.css';

/** The buttons that the person sees under the message; here only links do something. */
export function MessageButtons({ rows }: { rows: NonNullable<MessageView['buttons']> }) {
  const { t } = useWords();
  return (
    <fieldset className={css.buttons} aria-label={t('card.buttons')}>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never move
        <div key={at} className={css.buttonRow}>
          {row.map((button, index) => {
            const url = button.kind === 'url' && typeof button.value === 'string' ? button.value : '';
            const key = `${index}${button.label}`;
            return /^https?:/i.test(url) ? (
              <a key={key} href={url} target="_blank" rel="noopener noreferrer nofollow">
                {button.label}
              </a>
            ) : (
              <span key={key}>{button.label}</span>
            );
          })}
        </div>
      ))}
    </fieldset>
  );
}
