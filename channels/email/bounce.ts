import type { InboundEvent, ReceiptEvent } from '../events.ts';
import { htmlToText } from './html-text.ts';
import { chatOf, messageIds, normaliseAddress, ownId, ownSendKey, userOf } from './ids.ts';
import type { MailReport, ParsedMail } from './mail.ts';

/** Statuses (RFC 3463) after which an address is dead; all others condemn only the one letter. */
const DEAD_ADDRESS = /^5\.1\.(?:0|1|2|3|6|10)$|^5\.2\.1$|^5\.4\.4$/;
const DEAD_WORDS =
  /user unknown|unknown user|no such (?:user|mailbox|recipient)|mailbox (?:not found|unavailable|does not exist)|does not exist|invalid (?:mailbox|recipient)|account (?:disabled|not found)|recipient (?:not found|unknown)|нет такого (?:пользователя|ящика)|не существует|не існує|пользователь не найден/i;

/** What reports about our letters say: final failures, deliveries, read marks, complaints. */
export function reportEvents(mail: ParsedMail, at: number): InboundEvent[] {
  const { report } = mail;
  if (report?.type === 'delivery-status') return deliveryEvents(mail, report, at);
  if (report?.type === 'disposition-notification') return dispositionEvents(report, at);
  if (report?.type === 'feedback-report') return complaintEvents(mail, report, at);
  return textBounce(mail, at);
}

function deliveryEvents(mail: ParsedMail, report: MailReport, at: number): InboundEvent[] {
  const perMessage = report.groups[0] ?? {};
  const recipients = report.groups.filter(
    (group) => group.action !== undefined || group['final-recipient'] !== undefined,
  );
  const id = reportedId(mail, report, perMessage['original-envelope-id']);
  const events = recipients.flatMap((group) => recipientEvent(group, id, at));
  return events.length > 0 ? events : textBounce(mail, at);
}

function recipientEvent(
  group: Readonly<Record<string, string>>,
  id: string | undefined,
  at: number,
): InboundEvent[] {
  const action = (group.action ?? '').toLowerCase().split(/[\s(;]/)[0] ?? '';
  const recipient = typed(group['final-recipient']) ?? typed(group['original-recipient']);
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(group.status ?? group['diagnostic-code'] ?? '')?.[0] ?? '';
  const diagnostic = (group['diagnostic-code'] ?? '').replace(/^\s*\w+\s*;\s*/, '');
  const reason = [status, diagnostic]
    .filter((piece) => piece !== '')
    .join(' ')
    .slice(0, 500);
  if (action === 'failed') return [receipt('failed', at, id, recipient, reason, isDead(status, diagnostic))];
  if (action === 'delivered') return [receipt('delivered', at, id, recipient, undefined, undefined)];
  const what = `delivery report: ${action || 'unknown action'} ${status} ${recipient ?? ''}`.trim();
  return [{ kind: 'unsupported', what, expected: true, at }];
}

const isDead = (status: string, diagnostic: string): boolean =>
  DEAD_ADDRESS.test(status) ||
  (/^5\.(?:0\.0|7\.1|1\.\d+)$/.test(status) && DEAD_WORDS.test(diagnostic)) ||
  (status === '' && DEAD_WORDS.test(diagnostic));

function receipt(
  state: ReceiptEvent['state'],
  at: number,
  id: string | undefined,
  recipient: string | undefined,
  reason: string | undefined,
  permanent: boolean | undefined,
): ReceiptEvent {
  const event: ReceiptEvent = { kind: 'receipt', at, state };
  if (id !== undefined) event.id = ownId(id);
  if (recipient !== undefined) {
    event.recipient = normaliseAddress(recipient);
    event.chat = chatOf(recipient);
  }
  if (reason) event.reason = reason;
  if (permanent !== undefined) event.permanent = permanent;
  return event;
}

/** `rfc822; user@host` and its UTF-8 form (RFC 6533). */
function typed(field: string | undefined): string | undefined {
  const value = (field ?? '')
    .replace(/^\s*[\w-]+\s*;/, '')
    .trim()
    .replace(/^<|>$/g, '');
  return value.includes('@') ? value : undefined;
}

/** The reported letter's Message-ID: its own headers first, then any id of ours in the envelope id or the text. */
function reportedId(
  mail: ParsedMail,
  report: MailReport | undefined,
  envelopeId?: string,
): string | undefined {
  const original = messageIds(report?.original['message-id'] ?? '')[0];
  if (original !== undefined) return original;
  if (envelopeId !== undefined && ownSendKey(`<${envelopeId}>`) !== undefined) return `<${envelopeId}>`;
  const mentioned = messageIds(
    `${envelopeId ?? ''} ${mail.inReplyTo.join(' ')} ${mail.text?.slice(0, 20_000) ?? ''}`,
  );
  return (
    mentioned.find((id) => ownSendKey(id) !== undefined) ??
    mentioned.find((id) => mail.inReplyTo.includes(id))
  );
}

/** MDN (RFC 8098): displayed is a read mark; deleted unread or refused is nothing we show. */
function dispositionEvents(report: MailReport, at: number): InboundEvent[] {
  const fields: Record<string, string> = Object.assign({}, ...report.groups);
  const disposition = (fields.disposition ?? '').toLowerCase();
  const id = messageIds(fields['original-message-id'] ?? report.original['message-id'] ?? '')[0];
  const shown = /;\s*(?:displayed|dispatched|processed)\b/.test(disposition) && !/deleted/.test(disposition);
  if (!shown)
    return [{ kind: 'unsupported', what: `receipt: ${disposition || 'unknown'}`, expected: true, at }];
  return [receipt('read', at, id, typed(fields['final-recipient']), undefined, undefined)];
}

/** ARF (RFC 5965): the person asks not to be written to. */
function complaintEvents(mail: ParsedMail, report: MailReport, at: number): InboundEvent[] {
  const fields: Record<string, string> = Object.assign({}, ...report.groups);
  const recipient = typed(fields['original-rcpt-to']) ?? typed(report.original.to);
  if (recipient === undefined || mail.from.length === 0) return [];
  const peer = { id: userOf(recipient), emails: [normaliseAddress(recipient)] };
  return [{ kind: 'reachability', chat: chatOf(recipient), at, peer, reachable: false, source: 'complaint' }];
}

/** Bounces in prose (older servers): recipient, status and our Message-ID are somewhere in the text. */
function textBounce(mail: ParsedMail, at: number): InboundEvent[] {
  const text = (mail.text ?? htmlToText(mail.html ?? '').text).slice(0, 20_000);
  const failedHeader = mail.headers.find(([name]) => name === 'x-failed-recipients')?.[1];
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? '';
  const line = text.split('\n').find((entry) => /\b[45]\d\d[ -]|\b[45]\.\d+\.\d+/.test(entry)) ?? '';
  const recipient =
    failedHeader?.split(',')[0]?.trim() ??
    /<([^<>\s@]+@[^<>\s]+)>/.exec(line)?.[1] ??
    text
      .match(/<([^<>\s@]+@[^<>\s]+)>/g)
      ?.map((hit) => hit.slice(1, -1))
      .find((hit) => ownSendKey(`<${hit}>`) === undefined);
  const id = reportedId(mail, undefined);
  if (recipient === undefined && id === undefined) return [];
  const delayed = /\bdelay(?:ed)?\b|will be retried|still being retried|задерж|затрим/i.test(
    `${mail.subject ?? ''} ${text.slice(0, 2000)}`,
  );
  if (delayed && !status.startsWith('5')) {
    return [
      {
        kind: 'unsupported',
        what: `delivery report: delayed ${status} ${recipient ?? ''}`.trim(),
        expected: true,
        at,
      },
    ];
  }
  const reason = (line.trim() || mail.subject || 'returned').slice(0, 500);
  return [receipt('failed', at, id, recipient, reason, isDead(status, text))];
}
