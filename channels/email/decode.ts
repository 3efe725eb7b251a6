import type { AccountView } from '../contract.ts';
import type { InboundEvent, MessageEvent } from '../events.ts';
import { automaticKind } from './automatic.ts';
import { reportEvents } from './bounce.ts';
import { contentOf } from './content.ts';
import { chatOf, letterId, normaliseAddress, ownId, ownSendKey } from './ids.ts';
import { asMail, type ParsedMail } from './mail.ts';
import { author, personOf, receiver } from './people.ts';
import { threadHints } from './threading.ts';

/** Events of one letter. Total: what cannot be understood becomes `unsupported` and goes to quarantine. */
export function decode(raw: unknown, account: AccountView): InboundEvent[] {
  const mail = asMail(raw);
  if (mail === undefined) return [{ kind: 'unsupported', what: 'not a letter', expected: false }];
  try {
    return letterEvents(mail, ownAddresses(account));
  } catch (error) {
    const what = `letter: ${error instanceof Error ? error.message : 'unknown defect'}`;
    return [{ kind: 'unsupported', what: what.slice(0, 200), expected: false }];
  }
}

function ownAddresses(account: AccountView): string[] {
  const named = [account.self, account.settings?.address, ...(account.aliases ?? [])];
  return [...new Set(named.filter((entry) => typeof entry === 'string').map(normaliseAddress))];
}

function letterEvents(mail: ParsedMail, own: readonly string[]): InboundEvent[] {
  const at = mail.date ?? 0;
  if (mail.source?.role === 'sent') return sentEvents(mail, own, at);
  const automatic = automaticKind(mail, own);
  if (automatic === 'bounce' || automatic === 'receipt') {
    const events = reportEvents(mail, at);
    if (events.length > 0) return events;
  }
  if (
    automatic !== 'loop' &&
    own.includes(mail.from[0]?.address ?? '') &&
    receiver(mail, own) !== undefined
  ) {
    const reply = mail.replyTo.some((entry) => !own.includes(entry.address));
    if (!reply) return sentEvents(mail, own, at);
  }
  const message = incoming(mail, own, at);
  if (automatic !== undefined) message.automatic = automatic;
  return automatic === 'complaint' ? [message, ...reportEvents(mail, at)] : [message];
}

function incoming(mail: ParsedMail, own: readonly string[], at: number): MessageEvent {
  const { person, answerTo, spoofed } = author(mail, own);
  const content = contentOf(mail);
  if (spoofed !== undefined)
    content.cards.push({ kind: 'placeholder', what: 'sender-name-is-another-address', detail: spoofed });
  const threading = threadHints(mail, own);
  // Only ids of ours are whole; others are the beginning of one and are found through `threading`.
  const answered = threading.references.find((id) => ownSendKey(id) !== undefined);
  if (answered !== undefined) content.replyTo = { id: answered };
  const id = letterId(mail.messageId, mail.digest);
  const to = writtenTo(mail, own);
  return {
    kind: 'message',
    id,
    ...(to === undefined ? {} : { to }),
    chat: chatOf(answerTo),
    at,
    direction: 'in',
    from: person,
    peer: person,
    content,
    threading,
  };
}

/** Which alias of ours a letter was meant for; undefined for the mailbox's own address. */
function writtenTo(mail: ParsedMail, own: readonly string[]): string | undefined {
  const named = [...mail.to, ...mail.cc].map((entry) => normaliseAddress(entry.address));
  const to = [...named, ...mail.deliveredTo].find((address) => own.includes(address));
  return to === own[0] ? undefined : to;
}

/** A letter of ours: written in an ordinary mail program, or the copy of what we sent ourselves. */
function sentEvents(mail: ParsedMail, own: readonly string[], at: number): InboundEvent[] {
  const to = receiver(mail, own);
  const self = mail.from[0] ?? { address: own[0] ?? 'unknown@sender.invalid' };
  if (to === undefined) return [{ kind: 'unsupported', what: 'letter to ourselves', expected: true, at }];
  const key = mail.messageId === undefined ? undefined : ownSendKey(mail.messageId);
  const event: MessageEvent = {
    kind: 'message',
    id:
      key === undefined || mail.messageId === undefined
        ? letterId(mail.messageId, mail.digest)
        : ownId(mail.messageId),
    chat: chatOf(to.address),
    at,
    direction: 'out',
    from: personOf(self),
    peer: personOf(to),
    content: contentOf(mail),
    threading: threadHints(mail, own),
  };
  if (key !== undefined) event.echoOf = key;
  return [event];
}
