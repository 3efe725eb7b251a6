import type { MessageView } from '../../../src/api/protocol.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Cards } from './cards.tsx';
import css from './forwards.module.css';
import { RichTextView } from './rich-text.tsx';

/** Levels that are drawn further in; deeper ones stay at the last, so that words keep their room. */
const deepest = 4;

/** Whom a network tells by number only, and will not name, stays without a name. */
const isName = (author: string): boolean => !/^-?\d*$/.test(author);

/** What somebody passed on, each message under the one it came in. */
export function Forwards({ items }: { items: NonNullable<MessageView['forwards']> }) {
  const { language } = useWords();
  return items.map(({ author = '', ...forward }, index) => (
    <blockquote
      // biome-ignore lint/suspicious/noArrayIndexKey: forwarded messages never move
      key={index}
      className={css.forward}
      style={{ marginInlineStart: Math.min(forward.depth ?? 0, deepest) * 12 }}
    >
      {(isName(author) || forward.sentAt !== undefined) && (
        <div className={css.forwardHead}>
          {isName(author) && <strong dir="auto">{author}</strong>}
          {forward.sentAt !== undefined && <span>{fullTime(forward.sentAt, language)}</span>}
        </div>
      )}
      {forward.text !== '' && <RichTextView text={forward.text} spans={forward.spans ?? []} />}
      {forward.cards !== undefined && <Cards cards={forward.cards} />}
    </blockquote>
  ));
}
