import type { Capabilities, Degradation } from './capabilities.ts';
import type { RichText } from './richtext.ts';

/** Each kind of formatting in the text that the channel does not carry as it is, named once. */
export function lostSpans(text: RichText, capabilities: Capabilities): Degradation[] {
  const losses: Degradation[] = [];
  for (const kind of new Set(text.spans.map((span) => span.kind))) {
    const support = capabilities.text.spans[kind];
    if (support !== 'native') losses.push({ what: kind, support });
  }
  return losses;
}

/** Adds a loss unless the same thing is named already; a reader wants to know each once. */
export function noteLoss(losses: Degradation[], loss: Degradation): void {
  if (!losses.some((known) => known.what === loss.what)) losses.push(loss);
}
