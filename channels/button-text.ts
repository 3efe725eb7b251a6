import type { Button } from './message.ts';
import { plain, type RichText, type Span } from './richtext.ts';

/**
 * Buttons for a network without keyboards: choices as numbered lines that a person can answer by number or word,
 * links as links. What only a keyboard can do (asking for the phone or the place) is left out.
 */
export function buttonsAsText(rows: readonly (readonly Button[])[]): RichText {
  const spans: Span[] = [];
  let text = '';
  let number = 0;
  for (const button of rows.flat()) {
    if (button.label.trim() === '') continue;
    const url = button.kind === 'url' ? button.value : undefined;
    if (url === undefined && button.kind !== 'reply') continue;
    if (text !== '') text += '\n';
    if (url === undefined) {
      number += 1;
      text += `${number}. ${button.label}`;
      continue;
    }
    spans.push({ kind: 'link', offset: text.length, length: button.label.length, url });
    text += button.label;
  }
  return { text, spans };
}

/** The words with the buttons below them. */
export function withButtonText(words: RichText, rows: readonly (readonly Button[])[] | undefined): RichText {
  const below = rows === undefined ? plain('') : buttonsAsText(rows);
  if (below.text === '') return words;
  const between = words.text === '' ? '' : '\n\n';
  const shift = words.text.length + between.length;
  return {
    text: words.text + between + below.text,
    spans: [...words.spans, ...below.spans.map((span) => ({ ...span, offset: span.offset + shift }))],
  };
}

/** Whether a button has no meaning without a keyboard. */
export const needsKeyboard = (button: Button): boolean =>
  button.kind === 'share-phone' || button.kind === 'share-location';
