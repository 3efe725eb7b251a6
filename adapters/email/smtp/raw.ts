import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Letter } from '../../../channels/email/outgoing/letter.ts';

export interface RawFile {
  name: string;
  mime: string;
  bytes: Buffer;
}

/** The bytes that go out. The same letter gives the same bytes in every try: receivers can merge a repeated one. */
export function buildRaw(letter: Letter, files: readonly RawFile[]): Promise<Buffer> {
  const composer = new MailComposer({
    from: { address: letter.from.address, name: letter.from.name ?? '' },
    to: letter.to,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: letter.messageId,
    date: new Date(letter.date),
    headers: letter.headers,
    references: letter.references,
    attachments: files.map((file) => ({ filename: file.name, contentType: file.mime, content: file.bytes })),
    baseBoundary: createHash('sha256').update(letter.messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(letter.inReplyTo === undefined ? {} : { inReplyTo: letter.inReplyTo }),
    ...(letter.calendar === undefined ? {} : { icalEvent: { method: 'REPLY', content: letter.calendar } }),
    ...(letter.replyTo === undefined ? {} : { replyTo: letter.replyTo }),
  });
  return composer.compile().build();
}
