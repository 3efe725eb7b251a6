import type { Content } from '../../channels/message.ts';
import type { SendMessage } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { filesByIds, type StoredFile } from '../store/files.ts';
import type { MessageAuthor, StoredAttachment, StoredContent } from '../store/message-doc.ts';

/** Who is named as the writer of what an actor says. */
export function authorOf(actor: Actor): MessageAuthor {
  const author: MessageAuthor = { kind: actor.kind === 'user' ? 'user' : 'bot', name: actor.name };
  if (actor.id !== null) author.id = actor.id;
  return author;
}

/** What was written, with the files it names. Rejects with `not_found` naming `attachments`. */
export async function contentOf(house: House, request: SendMessage): Promise<StoredContent> {
  const ids = request.attachments ?? [];
  const files = ids.length === 0 ? [] : await filesByIds(house.store.files, ids);
  if (files.length < ids.length) {
    throw new HouseError('not_found', 'An attached file does not exist; attach it again.', 'attachments');
  }
  const spans = (request.spans ?? []) as Content['text']['spans'];
  const content: StoredContent = {
    text: { text: request.text, spans },
    attachments: files.map(attachmentOf),
    cards: [],
  };
  if (request.buttons !== undefined) content.buttons = request.buttons as NonNullable<Content['buttons']>;
  return content;
}

function attachmentOf(file: StoredFile): StoredAttachment {
  const { _id: id, key: fileKey, kind, name, mime, size, width, height, duration, thumbnailKey } = file;
  return {
    id,
    kind,
    state: 'stored',
    ref: {},
    fileKey,
    name,
    mime,
    size,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
    ...(thumbnailKey !== undefined && { thumbnailKey }),
  };
}
