import { chatId, externalId } from '../../channels/ids.ts';
import type { OutboundFile, OutboundMessage } from '../../channels/outbound.ts';
import type { RichText } from '../../channels/richtext.ts';
import type { MessageDoc, StoredAttachment } from '../store/message-doc.ts';

/** The message as its channel's codec takes it. Everything comes from the document: every try is the same. */
export function outboundOf(
  doc: Pick<MessageDoc, '_id' | 'chat' | 'content' | 'outgoing' | 'author' | 'receivedAt'>,
): OutboundMessage {
  const { content, outgoing = {} } = doc;
  const message: OutboundMessage = {
    id: doc._id,
    chat: chatId(doc.chat ?? ''),
    text: outgoing.quote ? quoteAbove(content.text, outgoing.quote) : content.text,
    files: content.attachments.map(fileOf),
    createdAt: doc.receivedAt.getTime(),
  };
  if (content.subject !== undefined) message.subject = content.subject;
  if (content.buttons !== undefined) message.buttons = content.buttons;
  if (outgoing.replyTo) message.replyTo = { ...outgoing.replyTo, id: externalId(outgoing.replyTo.id) };
  if (outgoing.threading) {
    const { inReplyTo, references } = outgoing.threading;
    message.threading = { references: references.map(externalId) };
    if (inReplyTo !== undefined) message.threading.inReplyTo = externalId(inReplyTo);
  }
  if (doc.author.kind === 'bot') message.automatic = true;
  if (outgoing.sender) message.sender = outgoing.sender;
  if (outgoing.invitation) message.invitation = outgoing.invitation;
  return message;
}

/** The quoted words as a block above the text. */
function quoteAbove(text: RichText, quote: string): RichText {
  const shift = quote.length + 1;
  const spans = text.spans.map((span) => ({ ...span, offset: span.offset + shift }));
  return {
    text: `${quote}\n${text.text}`,
    spans: [{ kind: 'quote', offset: 0, length: quote.length }, ...spans],
  };
}

function fileOf(file: StoredAttachment): OutboundFile {
  const { kind, width, height, duration } = file;
  return {
    kind,
    key: file.fileKey ?? '',
    name: file.name ?? 'file',
    mime: file.mime ?? 'application/octet-stream',
    size: file.size ?? 0,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
  };
}
