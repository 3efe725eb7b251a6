import { needsKeyboard, withButtonText } from '../button-text.ts';
import type { Degradation } from '../capabilities.ts';
import type { AccountView } from '../contract.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from '../outbound.ts';
import { plain, type RichText, splitText } from '../richtext.ts';
import { capabilities, MAX_FILE_BYTES } from './capabilities.ts';
import { escapeHtml } from './entities.ts';
import { addressOf, messageIdOf, normaliseAddress, ownMessageId, replyToken } from './ids.ts';
import { richHtml } from './outgoing/html.ts';
import { replyCalendar } from './outgoing/invitation.ts';
import type { Letter } from './outgoing/letter.ts';
import { richPlain } from './outgoing/plain.ts';
import { BORDER_TEXT } from './quoted/markers.ts';
import { replySubject } from './subject.ts';

/** A letter, or several when the words or the files do not fit into one. */
export function encode(message: OutboundMessage, account: AccountView): Encoded {
  const groups = groupFiles(message.files);
  const texts = splitText(withButtonText(message.text, message.buttons), capabilities.text.maxLength);
  const count = Math.max(groups.length, texts.length);
  const parts = Array.from({ length: count }, (_, index) =>
    part(message, account, texts[index] ?? plain(''), groups[index] ?? [], index, count),
  );
  return { parts, degradations: degradations(message) };
}

function part(
  message: OutboundMessage,
  account: AccountView,
  words: RichText,
  files: OutboundFile[],
  index: number,
  count: number,
): OutboundPart {
  const letter = base(message, account, index);
  if (count > 1) letter.subject = `${letter.subject} (${index + 1}/${count})`;
  const signature = stringSetting(account, 'signature');
  const border = hasBorder(message, account) && index === 0 ? BORDER_TEXT : '';
  letter.text = [border, richPlain(words), signature === '' ? '' : `-- \n${signature}`]
    .filter((piece) => piece !== '')
    .join('\n\n');
  letter.html = html(border, words, signature);
  return { method: 'send', body: { ...letter }, files, echoKey: letter.messageId };
}

function base(message: OutboundMessage, account: AccountView, index: number): Letter {
  const address = senderAddress(message, account);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const to = addressOf(message.chat);
  const letter: Letter = {
    messageId: ownMessageId(message.id, to, index, domain),
    from: { address },
    to,
    subject: subjectOf(message),
    text: '',
    html: '',
    references: [],
    headers: { 'X-Okno-Loop': account.id },
    date: message.createdAt + index * 1000,
  };
  const name = message.sender?.name ?? stringSetting(account, 'name');
  if (name !== '') letter.from.name = name;
  addThreading(letter, message, account, address);
  if (account.settings?.readReceipts === true) letter.headers['Disposition-Notification-To'] = address;
  if (message.invitation !== undefined && index === 0) {
    const calendar = replyCalendar(message.invitation, letter.from, message.createdAt);
    if (calendar !== undefined) letter.calendar = calendar;
  }
  // RFC 3834: other software must not answer what software wrote. The subject stays, as providers thread by it.
  if (message.automatic) {
    Object.assign(letter.headers, {
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
      Precedence: 'bulk',
    });
  }
  return letter;
}

/** The address that was asked for when it is ours, else the mailbox's own. */
function senderAddress(message: OutboundMessage, account: AccountView): string {
  const own = stringSetting(account, 'address') || account.self || 'unknown@sender.invalid';
  const wanted = message.sender?.address;
  if (wanted === undefined) return own;
  const known = [own, ...(account.aliases ?? [])].some(
    (address) => normaliseAddress(address) === normaliseAddress(wanted),
  );
  return known ? normaliseAddress(wanted) : own;
}

function addThreading(letter: Letter, message: OutboundMessage, account: AccountView, address: string): void {
  const parent = message.threading?.inReplyTo ?? message.replyTo?.id;
  const parentId = parent === undefined ? undefined : messageIdOf(parent);
  const earlier = (message.threading?.references ?? []).flatMap((id) => messageIdOf(id) ?? []);
  // Hints come nearest first; the header wants the oldest first.
  const chain = [...new Set([...earlier.reverse(), ...(parentId === undefined ? [] : [parentId])])];
  const ordered = chain.filter((id) => id !== parentId && /^<[^<>\s]+>$/.test(id));
  if (parentId !== undefined && /^<[^<>]+>$/.test(parentId)) {
    letter.inReplyTo = parentId;
    ordered.push(parentId);
  }
  letter.references = ordered.length > 21 ? [...ordered.slice(0, 1), ...ordered.slice(-20)] : ordered;
  // Mail programs that drop the headers above still answer to this address.
  const token = replyToken(message.id);
  if (account.settings?.plusAddressing === true && token !== undefined) {
    letter.replyTo = address.replace('@', `+${token}@`);
  }
}

function subjectOf(message: OutboundMessage): string {
  const given = oneLine(message.subject ?? '');
  const answers = message.threading?.inReplyTo !== undefined || message.replyTo !== undefined;
  if (given !== '') return answers ? replySubject(given) : given;
  const first = oneLine(
    message.text.text.split('\n').find((line) => line.trim() !== '') ?? message.files[0]?.name ?? '',
  );
  const short = first.length > 70 ? `${first.slice(0, 67).replace(/\s+\S*$/, '')}…` : first;
  return answers && short === '' ? 'Re:' : short;
}

/** Control characters could begin a header of their own. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 250);

function html(border: string, words: RichText, signature: string): string {
  const top = border === '' ? '' : `<div style="color:#999;font-size:12px">${escapeHtml(border)}</div>\n`;
  const body = words.text === '' ? '' : `<div>${richHtml(words)}</div>\n`;
  const foot =
    signature === '' ? '' : `<div>-- <br>\n${escapeHtml(signature).replaceAll('\n', '<br>\n')}</div>\n`;
  return `<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n${top}${body}${foot}</body></html>\n`;
}

function hasBorder(message: OutboundMessage, account: AccountView): boolean {
  const answers = message.threading?.inReplyTo !== undefined || message.replyTo !== undefined;
  return answers && account.settings?.border === true;
}

/** As few letters as the limit allows, files in their order; a file above the limit goes alone and is refused by name. */
function groupFiles(files: readonly OutboundFile[]): OutboundFile[][] {
  const groups: OutboundFile[][] = [[]];
  let size = 0;
  for (const file of files) {
    const last = groups.at(-1) ?? [];
    const full =
      last.length > 0 && (size + file.size > MAX_FILE_BYTES || last.length >= capabilities.maxAttachments);
    if (full) {
      groups.push([file]);
      size = file.size;
    } else {
      last.push(file);
      size += file.size;
    }
  }
  return groups;
}

function degradations(message: OutboundMessage): Degradation[] {
  const found = new Map<Degradation['what'], Degradation>();
  for (const { kind } of message.text.spans) {
    const support = capabilities.text.spans[kind];
    if (support !== 'native') found.set(kind, { what: kind, support });
  }
  for (const file of message.files) {
    const limits = capabilities.media[file.kind];
    const tooLarge = file.size > (limits.maxBytes ?? MAX_FILE_BYTES);
    if (tooLarge) found.set(file.kind, { what: file.kind, support: 'rejected', detail: file.name });
    else if (limits.support !== 'native' && !found.has(file.kind)) {
      found.set(file.kind, { what: file.kind, support: limits.support });
    }
  }
  const buttons = (message.buttons ?? []).flat();
  if (buttons.length > 0) {
    const lost = buttons.some(needsKeyboard);
    found.set('buttons', { what: 'buttons', support: lost ? 'dropped' : 'converted' });
  }
  return [...found.values()];
}

function stringSetting(account: AccountView, name: string): string {
  const value = account.settings?.[name];
  return typeof value === 'string' ? value : '';
}
