import { type Connection, type Model, Schema } from 'mongoose';
import type { Degradation } from '../../channels/capabilities.ts';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { SentPart } from '../../channels/errors.ts';
import type {
  Attachment,
  AutomaticKind,
  Content,
  EventCard,
  InvitationAnswer,
} from '../../channels/message.ts';

/** A file of a message and how far it has come. */
export interface StoredAttachment extends Attachment {
  id: string;
  state: 'pending' | 'stored' | 'failed' | 'unavailable';
  /** Key in the file store, once stored. */
  fileKey?: string;
  /** Key of the network message it came with; an album has several. */
  item?: string;
  thumbnailKey?: string;
}

/** Content as stored: files know their state, files of forwarded messages are among them, HTML lies in `originals`. */
export interface StoredContent extends Omit<Content, 'attachments' | 'html'> {
  attachments: StoredAttachment[];
}

/** The life of an outbound message; every change is conditional on the state it leaves. */
export interface DeliveryDoc {
  state: DeliveryState;
  attempts: number;
  maxAttempts?: number;
  nextTryAt?: Date;
  lockedBy?: string;
  lockedUntil?: Date;
  /** A channel error code. */
  reason?: string;
  detail?: string;
  parts: SentPart[];
  /** By index of the part: what was heard of it alone. */
  partStates?: Record<string, 'delivered' | 'read' | 'failed'>;
  undoUntil?: Date;
  sendAt?: Date;
  /** The `seq` its writer had seen, until it is decided whether a colleague was faster; before that it cannot leave. */
  seen?: number;
  /** When the present state began. */
  at: Date;
  /** A person's answer goes before mass mail; the lower goes first. */
  priority: number;
  /** Since when it may go; its age for giving up counts from here. */
  dueAt?: Date;
  /** True while a part is with the network and its outcome unknown; a crash then leaves more than a lost try. */
  onWire?: boolean;
  /** How many parts the channel makes of it. */
  partCount?: number;
  /** By index of the part: the name its echo will carry. */
  echoKeys?: string[];
  /** Receipts that came before the send's own answer. */
  heard?: HeardReceipt[];
  /** Since when it counts as not delivered; absent while nothing is amiss. */
  undeliveredAt?: Date;
  /** Accounts by which the person could be reached instead, best first; noted when it did not arrive. */
  alternatives?: string[];
  /** The person who stopped trying. */
  givenUpBy?: string;
  /** Whether it was looked at for going another way by itself. */
  fallback?: 'done';
  /** The message that went another way in its place. */
  replacedBy?: string;
}

/** A receipt that waits until the message's ids are known. */
export interface HeardReceipt {
  state: 'delivered' | 'read' | 'failed';
  id: string;
  at: Date;
  reason?: string;
  upTo?: boolean;
  permanent?: boolean;
}

/** What an outbound message needs besides its content; fixed when it is written, the same in every try. */
export interface Outgoing {
  replyTo?: { id: string; text?: string; author?: string };
  /** What is answered, in words, where the network cannot be told by id. */
  quote?: string;
  threading?: { inReplyTo?: string; references: string[] };
  sender?: { name: string; address?: string };
  invitation?: { event: EventCard; answer: InvitationAnswer };
}

export interface MessageAuthor {
  /** `elsewhere`: one of us, on another device or on the network's own site. */
  kind: 'client' | 'user' | 'bot' | 'elsewhere';
  id?: string;
  name: string;
}

export interface MessageDoc {
  _id: string;
  rev: number;
  conversationId: string;
  contactId: string;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
  /** Gapless inside the conversation from 1; the only sort key. */
  seq: number;
  /** Every `messageKey` the networks know it by; absent when none. */
  keys?: string[];
  /** Minted by whoever wrote it; the same one again is the same message. */
  clientId?: string;
  direction: 'in' | 'out';
  kind: 'message' | 'note';
  content: StoredContent;
  accountId: string | null;
  channel: string | null;
  chat: string | null;
  author: MessageAuthor;
  /** What the network claims. */
  sentAt: Date;
  receivedAt: Date;
  editedAt?: Date;
  removedAt?: Date;
  reactions: { by: string; emoji: string }[];
  automatic?: AutomaticKind;
  /** Items of one album share it. */
  group?: string;
  source?: string;
  /** Which further address of ours the person wrote to. */
  to?: string;
  replyToMessageId?: string;
  /** Its place in the conversation, for a jump. */
  replyToSeq?: number;
  mentions?: string[];
  /** True when `originals` holds its HTML. */
  html?: true;
  degradations?: Degradation[];
  delivery?: DeliveryDoc;
  /** The message that did not arrive, in whose place this one goes. */
  insteadOf?: string;
  outgoing?: Outgoing;
  /** Ids of earlier letters that this one names, nearest first; channels without chats only. */
  references?: string[];
  /** When files that are still pending are to be fetched; absent when none is. */
  fetchAt?: Date;
  /** Failed tries to fetch them. */
  fetchTries?: number;
}

const schema = new Schema<MessageDoc>(
  {
    _id: String,
    rev: Number,
    conversationId: String,
    contactId: String,
    home: String,
    seq: Number,
    keys: { type: [String], default: undefined },
    clientId: String,
    direction: String,
    kind: String,
    content: Schema.Types.Mixed,
    accountId: { type: String, default: null },
    channel: { type: String, default: null },
    chat: { type: String, default: null },
    author: Schema.Types.Mixed,
    sentAt: Date,
    receivedAt: Date,
    editedAt: Date,
    removedAt: Date,
    reactions: [Schema.Types.Mixed],
    automatic: String,
    group: String,
    source: String,
    to: String,
    replyToMessageId: String,
    replyToSeq: Number,
    mentions: { type: [String], default: undefined },
    html: Boolean,
    degradations: { type: [Schema.Types.Mixed], default: undefined },
    delivery: Schema.Types.Mixed,
    insteadOf: String,
    outgoing: Schema.Types.Mixed,
    references: { type: [String], default: undefined },
    fetchAt: Date,
    fetchTries: Number,
  },
  { versionKey: false, minimize: false },
);
schema.index({ conversationId: 1, seq: 1 }, { unique: true });
schema.index({ keys: 1 }, { unique: true, sparse: true });
schema.index({ clientId: 1 }, { unique: true, sparse: true });
schema.index({ contactId: 1, receivedAt: -1, _id: -1 });
schema.index(
  { 'delivery.state': 1, 'delivery.nextTryAt': 1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
// One message in flight per conversation, whatever process sends it.
schema.index(
  { conversationId: 1 },
  { unique: true, partialFilterExpression: { 'delivery.state': 'sending' } },
);
schema.index(
  { conversationId: 1, 'delivery.state': 1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
schema.index(
  { accountId: 1, chat: 1, seq: -1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
schema.index(
  { accountId: 1, 'delivery.echoKeys': 1 },
  { partialFilterExpression: { 'delivery.echoKeys': { $exists: true } } },
);
schema.index(
  { 'delivery.undeliveredAt': -1, _id: -1 },
  { partialFilterExpression: { 'delivery.undeliveredAt': { $type: 'date' } } },
);
schema.index({ fetchAt: 1 }, { partialFilterExpression: { fetchAt: { $type: 'date' } } });

export const messageModel = (connection: Connection): Model<MessageDoc> =>
  connection.model<MessageDoc>('message', schema, 'messages');
