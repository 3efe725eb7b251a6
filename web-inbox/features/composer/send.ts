import type { ConversationView, SendMessage } from '../../../src/api/protocol.ts';
import type { Draft } from '../../app/drafts.ts';
import type { Services } from '../../app/services.ts';
import type { OutboxItem } from '../../outbox/outbox.ts';
import { parseMarkup } from './markup.ts';

/** The request a draft becomes. Pure but for the ids and the clock that are handed in. */
export function requestOf(
  draft: Draft,
  account: string | undefined,
  facts: { clientId: string; seen: number; sendAt?: Date | undefined },
): SendMessage {
  const { text, spans } = parseMarkup(draft.text.trim());
  const common = {
    clientId: facts.clientId,
    text,
    ...(spans.length === 0 ? {} : { spans }),
    ...(draft.attachments.length === 0 ? {} : { attachments: draft.attachments.map((file) => file.id) }),
  };
  if (draft.note) {
    return { ...common, note: true, ...(draft.mentions.length === 0 ? {} : { mentions: draft.mentions }) };
  }
  return {
    ...common,
    seen: facts.seen,
    ...(account === undefined ? {} : { account }),
    ...(draft.subject.trim() === '' ? {} : { subject: draft.subject.trim() }),
    ...(draft.quotes === null ? {} : { quotes: draft.quotes }),
    ...(draft.buttons.length === 0 ? {} : { buttons: draft.buttons }),
    ...(draft.from === null ? {} : { from: draft.from }),
    ...(facts.sendAt === undefined ? {} : { sendAt: facts.sendAt.toISOString() }),
  };
}

/** Puts a draft into the outbox and empties the composer; the row is on the screen at once. */
export function sendDraft(
  services: Services,
  row: ConversationView,
  draft: Draft,
  route: { account: string; channel: string } | undefined,
  sendAt?: Date,
): void {
  const clientId = crypto.randomUUID();
  const item: OutboxItem = {
    clientId,
    conversation: row.id,
    request: requestOf(draft, route?.account, { clientId, seen: row.lastSeq, sendAt }),
    attachments: draft.attachments,
    channel: draft.note ? null : (route?.channel ?? null),
    createdAt: new Date().toISOString(),
    state: 'waiting',
  };
  services.outbox.add(item).catch(() => undefined);
  services.drafts.clear(row.id);
}
