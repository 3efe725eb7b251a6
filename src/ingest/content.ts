import type { Attachment, Content, Forward } from '../../channels/message.ts';
import { newId } from '../ids.ts';
import type { StoredAttachment, StoredContent } from '../store/message-doc.ts';

/** Longest text kept on a message; the rest stays in the raw envelope. A document holds 16 MB at most. */
const TEXT = 1_000_000;

/**
 * Content as it is stored: every file waits to be fetched, files of forwarded messages are listed with the message's
 * own, the HTML goes elsewhere. `item` names the network message a file came with, for albums.
 */
export function toStored(
  content: Content,
  item?: string,
): { stored: StoredContent; html: string | undefined } {
  const { html, attachments, forwards, ...rest } = content;
  const files = [...attachments, ...(forwards ?? []).flatMap(filesOf)];
  const stored: StoredContent = {
    ...rest,
    text: cut(rest.text),
    attachments: files.map((file) => toAttachment(file, item)),
  };
  if (rest.folded !== undefined) stored.folded = rest.folded.slice(0, TEXT);
  if (forwards) stored.forwards = forwards.map(withoutFiles);
  return { stored, html: html === undefined || html === '' ? undefined : html.slice(0, 8 * TEXT) };
}

function toAttachment(file: Attachment, item: string | undefined): StoredAttachment {
  const stored: StoredAttachment = {
    ...file,
    id: newId(),
    state: file.fetchable === false ? 'unavailable' : 'pending',
  };
  if (item !== undefined) stored.item = item;
  return stored;
}

function cut(text: Content['text']): Content['text'] {
  if (text.text.length <= TEXT) return text;
  return {
    text: text.text.slice(0, TEXT),
    spans: text.spans.filter((span) => span.offset + span.length <= TEXT),
  };
}

function filesOf(forward: Forward): Attachment[] {
  return [...forward.content.attachments, ...(forward.content.forwards ?? []).flatMap(filesOf)];
}

function withoutFiles({ from, content }: Forward): Forward {
  const { html: _html, ...rest } = content;
  const bare: Content = { ...rest, attachments: [] };
  if (content.forwards) bare.forwards = content.forwards.map(withoutFiles);
  return { from, content: bare };
}
