import type { Capabilities, Degradation, Support } from './capabilities.ts';
import type { AttachmentKind } from './message.ts';
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

/** How a file goes: one whose type or size the channel's own kind does not take becomes a plain file. */
export function fileSupport(
  file: { kind: AttachmentKind; mime: string; size?: number | undefined },
  { media }: Pick<Capabilities, 'media'>,
): Support {
  const { support, mimes, maxBytes = Number.POSITIVE_INFINITY } = media[file.kind];
  const mime = (file.mime.split(';')[0] ?? '').trim().toLowerCase();
  const fits = (mimes?.includes(mime) ?? true) && (file.size ?? 0) <= maxBytes;
  return support === 'native' && !fits ? 'converted' : support;
}

/** Adds a loss unless the same thing is named already; a reader wants to know each once. */
export function noteLoss(losses: Degradation[], loss: Degradation): void {
  if (!losses.some((known) => known.what === loss.what)) losses.push(loss);
}
