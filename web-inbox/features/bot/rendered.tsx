import type { RenderedView } from '../../../src/api/protocol/bot.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import play from './play.module.css';

interface Props {
  rendered: RenderedView;
  /** Taps a button; absent where it is only shown. */
  onTap?: (label: string) => void;
}

/** A message of the bot as a channel shows it, with what the channel makes of it. */
export function Rendered({ rendered, onTap }: Props) {
  const { t } = useWords();
  const { text, buttons, numbered, parts, losses } = rendered;
  return (
    <div className={play.said}>
      <p className={play.bubble}>{text}</p>
      {buttons.length > 0 && (
        <div className={play.keys}>
          {buttons.map((button) => (
            <button
              key={button.label}
              type="button"
              className={play.key}
              disabled={onTap === undefined || button.kind !== 'reply'}
              onClick={() => onTap?.(button.label)}
            >
              {button.label}
            </button>
          ))}
        </div>
      )}
      {(numbered || parts > 1 || losses.length > 0) && (
        <p className={play.loss}>
          {[
            ...(numbered ? [t('bot.numbered')] : []),
            ...(parts > 1 ? [t('bot.parts', { count: parts })] : []),
            ...new Set(losses.map(({ what }) => lossWords(what, t))),
          ].join(' · ')}
        </p>
      )}
    </div>
  );
}

const named = ['buttons', 'length', 'subject', 'caption', 'reply'];

function lossWords(what: string, t: ReturnType<typeof useWords>['t']): string {
  return t((named.includes(what) ? `bot.loss.${what}` : 'bot.loss.format') as Key);
}
