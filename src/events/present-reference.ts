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

type ForwardView = NonNullable<MessageView['forwards']>[number];

/** Nested forwards in reading order, each with its depth; their files are among the message's own. */
export function presentForwards(forwards: readonly Forward[]): ForwardView[] {
  const views: ForwardView[] = [];
  const walk = (list: readonly Forward[], depth: number) => {
    for (const { from, content } of list) {
      const view: ForwardView = { text: content.text.text, depth };
      if (content.text.spans.length > 0) view.spans = content.text.spans.map((span) => ({ ...span }));
      if (content.cards.length > 0) view.cards = content.cards.map((card) => ({ ...card }));
      if (from.author !== undefined) view.author = from.author;
      if (from.sentAt !== undefined) view.sentAt = new Date(from.sentAt).toISOString();
      views.push(view);
      if (content.forwards) walk(content.forwards, depth + 1);
    }
  };
  walk(forwards, 0);
  return views;
}
