import type { Capabilities, Degradation } from '../../../channels/capabilities.ts';
import { fileSupport, lostSpans } from '../../../channels/losses.ts';
import { type RichText, splitText } from '../../../channels/richtext.ts';
import type { AttachmentView } from '../../../src/api/protocol.ts';

export interface Outgoing {
  text: RichText;
  files: readonly Pick<AttachmentView, 'kind' | 'size' | 'mime'>[];
  subject: string;
  reply: boolean;
  buttons?: number;
}

export interface Forecast {
  losses: Degradation[];
  /** How many messages it becomes on the network. */
  parts: number;
  /** Units of text past the limit of one message. */
  over: number;
}

/** What the chosen channel will do to a draft; said before it is sent. Pure. */
export function forecast(draft: Outgoing, capabilities: Capabilities): Forecast {
  const losses: Degradation[] = [...lostSpans(draft.text, capabilities)];
  const add = (what: Degradation['what'], support: string | undefined): void => {
    if (support === undefined || support === 'native' || losses.some((loss) => loss.what === what)) return;
    losses.push({ what, support: support as Degradation['support'] });
  };
  for (const file of draft.files) add(file.kind, fileSupport(file, capabilities));
  if ((draft.buttons ?? 0) > 0) add('buttons', capabilities.buttons.support);
  if (draft.subject !== '') add('subject', capabilities.subject);
  if (draft.reply) add('reply', capabilities.replies);
  const { maxLength, unit } = capabilities.text;
  const length = unit === 'utf16' ? draft.text.text.length : new TextEncoder().encode(draft.text.text).length;
  const over = Math.max(0, length - maxLength);
  const texts = over === 0 ? 1 : Math.max(2, splitText(draft.text, maxLength).length);
  const groups = Math.ceil(draft.files.length / Math.max(1, capabilities.maxAttachments));
  const hasText = draft.text.text.trim() !== '';
  const fits = capabilities.caption.support === 'native' && length <= capabilities.caption.maxLength;
  const parts = draft.files.length === 0 ? texts : groups + (hasText && !fits ? texts : 0);
  return { losses, parts, over };
}

export type FileProblem = { kind: 'too-large'; limit: number } | { kind: 'refused' };

/** Why a file cannot go this way, before a byte of it is uploaded. */
export function fileProblem(
  file: { kind: AttachmentView['kind']; size: number },
  capabilities: Capabilities | undefined,
): FileProblem | null {
  if (capabilities === undefined) return null;
  const asKind = capabilities.media[file.kind];
  const asFile = capabilities.media.file;
  if (asKind.support === 'rejected' && asFile.support === 'rejected') return { kind: 'refused' };
  const limits = [asKind, asFile]
    .filter((limit) => limit.support !== 'rejected')
    .map((limit) => limit.maxBytes);
  const limit = limits.includes(undefined)
    ? undefined
    : Math.max(...limits.filter((bytes) => bytes !== undefined));
  return limit !== undefined && file.size > limit ? { kind: 'too-large', limit } : null;
}

/** The kind a file of this type will probably get; the server decides by its content. */
export function kindOf(mime: string): AttachmentView['kind'] {
  if (mime === 'image/gif') return 'animation';
  if (mime.startsWith('image/')) return 'image';
  if (mime.startsWith('video/')) return 'video';
  return mime.startsWith('audio/') ? 'audio' : 'file';
}

/** Whether the next message falls outside of the time in which answers are free. */
export function isPaid(left: ReturnType<typeof windowLeft>): boolean {
  return left !== null && left.ms <= 0 && left.after === 'paid';
}

/** Milliseconds left to answer, by the channel's reply window; null where there is none. */
export function windowLeft(
  capabilities: Capabilities | undefined,
  lastInboundAt: string | undefined,
  now: number,
): { ms: number; after: 'paid' | 'closed' } | null {
  const window = capabilities?.replyWindow;
  if (window === undefined) return null;
  const since = lastInboundAt === undefined ? 0 : Date.parse(lastInboundAt);
  return { ms: since + window.ms - now, after: window.after };
}
