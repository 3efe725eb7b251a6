import type {
  AccountView,
  AttachmentView,
  ContactView,
  ConversationView,
  MessageView,
  TimelineEntryView,
} from '../api/protocol.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { ContactDoc } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { Evidence, IdentityDoc } from '../store/identities.ts';
import type { DeliveryDoc, MessageDoc, StoredAttachment } from '../store/message-doc.ts';
import type { TimelineDoc } from '../store/timeline.ts';
import { presentForwards, presentReference } from './present-reference.ts';

type Views<T> = { -readonly [K in keyof T]: T[K] };

const iso = (at: Date): string => at.toISOString();
const isoOrNull = (at: Date | null | undefined): string | null => (at ? at.toISOString() : null);

/** Leaves out what is undefined, as views require. A new object: one that has had members deleted is slow to read. */
function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Views<T> {
  const view = {} as Views<T>;
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) view[name] = value as T[typeof name];
  }
  return view;
}

/** A message as the API and the event log show it. A removed one keeps its place without its content. */
export function presentMessage(doc: MessageDoc): MessageView {
  const gone = doc.removedAt !== undefined;
  const { content } = doc;
  return present<MessageView>({
    id: doc._id,
    rev: doc.rev,
    conversation: doc.conversationId,
    seq: doc.seq,
    direction: doc.direction,
    kind: doc.kind,
    text: gone ? '' : content.text.text,
    spans: gone ? [] : content.text.spans.map((span) => ({ ...span })),
    subject: content.subject,
    folded: gone ? undefined : content.folded,
    htmlUrl: doc.html && !gone ? `/api/v1/messages/${doc._id}/html` : undefined,
    cards: gone ? [] : content.cards.map((card) => ({ ...card })),
    attachments: gone ? [] : content.attachments.map((file) => presentAttachment(doc._id, file)),
    quotes: presentReference(
      content.replyTo,
      { id: doc.replyToMessageId, seq: doc.replyToSeq },
      content.quote,
    ),
    forwardedFrom: presentReference(content.forwardedFrom) ?? undefined,
    forwards: content.forwards && !gone ? presentForwards(content.forwards) : undefined,
    buttons: content.buttons?.map((row) => row.map((button) => ({ ...button }))),
    channel: doc.channel,
    account: doc.accountId,
    to: doc.to,
    from: doc.outgoing?.sender?.address,
    author: present<MessageView['author']>({ ...doc.author, id: doc.author.id }),
    automatic: doc.automatic,
    sentAt: iso(doc.sentAt),
    receivedAt: iso(doc.receivedAt),
    editedAt: doc.editedAt && iso(doc.editedAt),
    removedAt: doc.removedAt && iso(doc.removedAt),
    reactions: doc.reactions,
    delivery: doc.delivery ? presentDelivery(doc.delivery) : null,
    insteadOf: doc.insteadOf,
    degradations: doc.degradations?.map((loss) => ({ ...loss })),
    clientId: doc.clientId,
    mentions: doc.mentions,
  });
}

function presentAttachment(messageId: string, file: StoredAttachment): AttachmentView {
  const url = `/api/v1/messages/${messageId}/files/${file.id}`;
  return present<AttachmentView>({
    id: file.id,
    kind: file.kind,
    state: file.state,
    name: file.name ?? '',
    mime: file.mime ?? 'application/octet-stream',
    size: file.size,
    width: file.width,
    height: file.height,
    duration: file.duration,
    label: file.label,
    inlineId: file.inlineId,
    url: file.state === 'stored' ? url : undefined,
    thumbnailUrl: file.state === 'stored' && file.thumbnailKey ? `${url}/thumbnail` : undefined,
  });
}

function presentDelivery(delivery: DeliveryDoc): NonNullable<MessageView['delivery']> {
  return present<NonNullable<MessageView['delivery']>>({
    state: delivery.state,
    reason: delivery.reason,
    detail: delivery.detail,
    attempts: delivery.attempts,
    maxAttempts: delivery.maxAttempts,
    nextTryAt: delivery.nextTryAt && iso(delivery.nextTryAt),
    undoUntil: delivery.undoUntil && iso(delivery.undoUntil),
    sendAt: delivery.state === 'queued' && delivery.sendAt ? iso(delivery.sendAt) : undefined,
    at: iso(delivery.at),
    parts: presentParts(delivery),
    alternatives: delivery.alternatives,
    replacedBy: delivery.replacedBy,
  });
}

function presentParts(delivery: DeliveryDoc): NonNullable<MessageView['delivery']>['parts'] {
  const { partCount = 1, parts, partStates = {}, state } = delivery;
  if (partCount === 1) return undefined;
  const arrived = state === 'delivered' || state === 'read' ? state : 'sent';
  const has = new Set(parts.map(({ index }) => index));
  const states = Array.from(
    { length: partCount },
    (_, index) => partStates[index] ?? (has.has(index) ? arrived : 'waiting'),
  );
  return { total: partCount, sent: parts.length, states };
}

export function presentConversation(doc: ConversationDoc): ConversationView {
  const last = doc.lastMessage;
  return {
    id: doc._id,
    rev: doc.rev,
    contact: present<ConversationView['contact']>({
      id: doc.contactId,
      name: doc.contactName,
      avatarUrl: avatarUrl(doc.contactId, doc.avatarKey),
    }),
    status: doc.status,
    assignee: doc.assignee,
    team: doc.team,
    unread: doc.unread,
    waitingSince: isoOrNull(doc.waitingSince),
    snoozedUntil: isoOrNull(doc.snoozedUntil),
    lastActivityAt: iso(doc.lastActivityAt),
    lastSeq: doc.lastSeq,
    lastMessage: last && { ...last, at: iso(last.at) },
    labels: doc.labels,
    routes: doc.routes.map((route) =>
      present<ConversationView['routes'][number]>({
        channel: route.channel,
        account: route.accountId,
        address: route.address,
        reachable: route.reachable,
        lastInboundAt: route.lastInboundAt && iso(route.lastInboundAt),
      }),
    ),
    bot: doc.bot,
    leaseUntil: isoOrNull(doc.leaseUntil),
  };
}

/** A contact with the addresses it owns. */
export function presentContact(doc: ContactDoc, identities: readonly IdentityDoc[]): ContactView {
  const values = (kind: IdentityDoc['kind']) =>
    identities.filter((identity) => identity.kind === kind).map((identity) => identity.value);
  return present<ContactView>({
    id: doc._id,
    rev: doc.rev,
    name: doc.name,
    named: doc.named,
    conversation: doc.conversationId,
    identities: identities.map(presentIdentity),
    phones: values('phone'),
    emails: values('email'),
    language: doc.language,
    birthday: doc.birthday,
    company: doc.company,
    responsible: doc.responsible,
    labels: doc.labels,
    fields: doc.fields,
    source: doc.source,
    lead: presentLead(doc.lead),
    avatarUrl: avatarUrl(doc._id, doc.avatarKey),
    merges: doc.merges,
    createdAt: iso(doc.createdAt),
  });
}

function presentLead({ at, by, plannedFor, ...rest }: ContactDoc['lead']): ContactView['lead'] {
  return present<ContactView['lead']>({
    ...rest,
    since: iso(at),
    by: by ?? null,
    plannedFor: plannedFor && iso(plannedFor),
  });
}

function presentIdentity(doc: IdentityDoc): ContactView['identities'][number] {
  const first = doc.evidence[0];
  return present<ContactView['identities'][number]>({
    id: doc._id,
    kind: doc.kind,
    channel: doc.channel,
    account: doc.accountId,
    value: doc.value,
    label: doc.label ?? (doc.profile?.username ? `@${doc.profile.username}` : undefined),
    evidence: first && presentEvidence(first),
    because: doc.evidence.map(presentEvidence),
    home: doc.home,
    confirmed: doc.confirmed,
  });
}

function presentEvidence({ said, ...one }: Evidence): Record<string, unknown> & { kind: string } {
  return { ...one, at: iso(one.at), ...(said === undefined ? {} : { said: iso(said) }) };
}

/** An account without its secrets: each stored secret shows as `true`. */
export function presentAccount(doc: AccountDoc): AccountView {
  const { health } = doc;
  return present<AccountView>({
    id: doc._id,
    rev: doc.rev,
    channel: doc.channel,
    name: doc.name,
    enabled: doc.enabled,
    self: doc.self,
    aliases: doc.aliases.length > 0 ? [...doc.aliases] : undefined,
    connections: doc.connections?.map(({ name, enabled, canReply, at }) => ({
      name,
      enabled,
      canReply,
      at: iso(at),
    })),
    settings: withSecretMarks(doc.settings, doc.secretFields),
    health: present<AccountView['health']>({
      state: health.state,
      since: iso(health.since),
      error: health.error,
      detail: health.detail,
      action: health.action,
      nextTryAt: health.nextTryAt && iso(health.nextTryAt),
      lastInboundAt: doc.lastInboundAt && iso(doc.lastInboundAt),
      lastOutboundAt: doc.lastOutboundAt && iso(doc.lastOutboundAt),
      lagSeconds: doc.lag,
      expected: doc.counts?.expected,
      stored: doc.counts?.stored,
      pending: doc.counts?.pending,
      dropsAt: health.dropsAt && iso(health.dropsAt),
      alarm: doc.alarm && {
        kind: doc.alarm.kind,
        since: iso(doc.alarm.since),
        told: doc.alarm.told.length > 0,
      },
    }),
  });
}

export function presentEntry(doc: TimelineDoc): TimelineEntryView {
  return {
    ...doc.data,
    id: doc._id,
    rev: doc.rev,
    contact: doc.contactId,
    kind: doc.kind,
    at: iso(doc.at),
    by: doc.by,
  };
}

function avatarUrl(contactId: string, key: string | undefined): string | undefined {
  return key === undefined ? undefined : `/api/v1/contacts/${contactId}/avatar?v=${key.slice(0, 12)}`;
}

function withSecretMarks(
  settings: Record<string, unknown>,
  paths: readonly string[],
): Record<string, unknown> {
  const marked = structuredClone(settings);
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop();
    let target = marked;
    for (const name of names) {
      const inner = target[name];
      if (typeof inner !== 'object' || inner === null) target[name] = {};
      target = target[name] as Record<string, unknown>;
    }
    if (last !== undefined) target[last] = true;
  }
  return marked;
}
