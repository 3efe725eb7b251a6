import type { Forward, Reference } from '../../channels/message.ts';
import type { MessageView } from '../api/protocol.ts';

type QuoteView = NonNullable<MessageView['quotes']>;

/** What a message answers or forwards, as far as it is known; null when it does neither. */
export function presentReference(
  reference: Reference | undefined,
  message: { id?: string | undefined; seq?: number | undefined } = {},
  quote?: string,
): QuoteView | null {
  if (reference === undefined && message.id === undefined) return null;
  const view: QuoteView = { text: quote ?? reference?.text ?? '' };
  if (message.id !== undefined) view.messageId = message.id;
  if (message.seq !== undefined) view.seq = message.seq;
  if (reference?.author !== undefined) view.author = reference.author;
  return view;
}

/** Nested forwards flattened to readable text, outermost first. */
export function presentForwards(forwards: readonly Forward[]): QuoteView[] {
  const views: QuoteView[] = [];
  const walk = (list: readonly Forward[]) => {
    for (const { from, content } of list) {
      const view: QuoteView = { text: content.text.text || cardsText(content.cards) };
      if (from.author !== undefined) view.author = from.author;
      views.push(view);
      if (content.forwards) walk(content.forwards);
    }
  };
  walk(forwards);
  return views;
}

function cardsText(cards: Forward['content']['cards']): string {
  return cards.map((card) => ('title' in card ? (card.title ?? card.kind) : card.kind)).join('\n');
}
