import type { Attachment, AttachmentKind, Content, Forward, Reference } from '../message.ts';
import { plain } from '../richtext.ts';
import { cardsOf } from './cards.ts';
import { htmlToText } from './html-text.ts';
import { letterId } from './ids.ts';
import type { MailFile, ParsedMail } from './mail.ts';
import { type SplitText, splitQuoted } from './quoted/index.ts';
import { isForwardSubject, isReplySubject } from './subject.ts';

const MAX_NESTED = 5;

/** What a letter holds: words of its author, history folded, files, cards, letters inside it. */
export function contentOf(mail: ParsedMail, depth = 0): Content {
  const split = splitLetter(mail);
  const files = mail.files.filter((file) => !isCard(file));
  const content: Content = {
    text: plain(split.visible),
    attachments: files.map((file) => attachment(file, mail)),
    cards: cardsOf(mail),
  };
  if (mail.subject) content.subject = mail.subject;
  if (split.folded !== '') content.folded = split.folded;
  if (mail.html !== undefined) content.html = mail.html;
  const forwards = depth < MAX_NESTED ? mail.nested.map((nested) => forward(nested.mail, depth + 1)) : [];
  if (forwards.length > 0) content.forwards = forwards;
  return content;
}

function splitLetter(mail: ParsedMail): SplitText {
  const subject = mail.subject ?? '';
  const forward = isForwardSubject(subject);
  const reply = mail.inReplyTo.length + mail.references.length > 0 || isReplySubject(subject);
  const hints = { forward, reply };
  if (mail.text !== undefined && mail.text.trim() !== '') {
    const signed = mail.seal === 'pgp-signed' ? unwrapSigned(mail.text) : undefined;
    if (signed !== undefined) return signed;
    const byText = splitQuoted(mail.text, hints);
    if (byText.folded !== '' || mail.html === undefined || forward) return byText;
    return splitByHtml(mail.text, mail.html, hints) ?? byText;
  }
  const html = htmlToText(mail.html ?? '');
  return splitQuoted(html.text, { ...hints, borders: html.borders });
}

/** Words inside PGP armour (RFC 4880 section 7): the armour is folded, dashes it escaped are restored. */
function unwrapSigned(text: string): SplitText | undefined {
  const match =
    /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+:[^\n]*\n)*\n([\s\S]*?)\n?(-----BEGIN PGP SIGNATURE-----[\s\S]*)$/.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const split = splitQuoted((match[1] ?? '').replace(/^- /gm, ''));
  return {
    visible: split.visible,
    folded: [split.folded, match[2] ?? ''].filter((piece) => piece !== '').join('\n\n'),
  };
}

/** The plain twin has no recognisable border but the HTML has: cut where the HTML's visible words end. */
function splitByHtml(
  text: string,
  html: string,
  hints: { forward: boolean; reply: boolean },
): SplitText | undefined {
  const shown = htmlToText(html);
  if (shown.borders.length === 0) return undefined;
  const cut = splitQuoted(shown.text, { ...hints, borders: shown.borders });
  const visible = letters(cut.visible);
  if (cut.folded === '' || visible === '' || !letters(text).startsWith(visible)) return undefined;
  let left = [...visible].length;
  let at = 0;
  for (const char of text) {
    if (left === 0) break;
    at += char.length;
    if (letters(char) !== '') left -= 1;
  }
  const lineEnd = text.indexOf('\n', at);
  const end = lineEnd < 0 ? text.length : lineEnd;
  return { visible: text.slice(0, end).trim(), folded: text.slice(end).trim() };
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

function attachment(file: MailFile, mail: ParsedMail): Attachment {
  const ref: Record<string, unknown> = { part: file.part, name: file.name, size: file.size };
  if (mail.source !== undefined) Object.assign(ref, mail.source);
  if (mail.messageId !== undefined) ref.messageId = mail.messageId;
  if (file.omitted) ref.omitted = true;
  const result: Attachment = {
    kind: kindOf(file.mime),
    ref,
    name: file.name,
    mime: file.mime,
    size: file.size,
  };
  if (file.cid !== undefined && mail.html?.includes(`cid:${file.cid}`)) result.inlineId = file.cid;
  return result;
}

function kindOf(mime: string): AttachmentKind {
  if (/^image\/(?:png|jpe?g|gif|webp|bmp|heic|heif|avif|tiff)$/.test(mime)) return 'image';
  if (mime.startsWith('video/')) return 'video';
  return mime.startsWith('audio/') ? 'audio' : 'file';
}

/** The calendar shows as a card; when it is also a named file it stays downloadable. */
const isCard = (file: MailFile): boolean =>
  file.mime === 'text/calendar' && file.text !== undefined && file.disposition !== 'attachment';

function forward(mail: ParsedMail, depth: number): Forward {
  const from: Reference = { id: letterId(mail.messageId, mail.digest) };
  const writer = mail.from[0];
  if (writer !== undefined) from.author = writer.name ?? writer.address;
  if (mail.date !== undefined) from.sentAt = mail.date;
  if (mail.subject !== undefined) from.text = mail.subject;
  return { from, content: contentOf(mail, depth) };
}
