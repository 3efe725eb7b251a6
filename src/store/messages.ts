import { type Connection, type Model, Schema } from 'mongoose';
import type { Degradation } from '../../channels/capabilities.ts';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { SentPart } from '../../channels/errors.ts';
import type { Attachment, AutomaticKind, Content } from '../../channels/message.ts';

/** A file of a message and how far it has come. */
export interface StoredAttachment extends Attachment {
  id: string;
  state: 'pending' | 'stored' | 'failed' | 'unavailable';
  /** Key in the file store, once stored. */
  fileKey?: string;
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
  undoUntil?: Date;
  sendAt?: Date;
  /** When the present state began. */
  at: Date;
  /** A person's answer goes before mass mail; the lower goes first. */
  priority: number;
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
  replyToMessageId?: string;
  mentions?: string[];
  /** True when `originals` holds its HTML. */
  html?: true;
  degradations?: Degradation[];
  delivery?: DeliveryDoc;
  /** Words that find it, folded as `search/words.ts` does. */
  tokens?: string[];
}

const schema = new Schema<MessageDoc>(
  {
    _id: String,
    rev: Number,
    conversationId: String,
    contactId: String,
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
    replyToMessageId: String,
    mentions: { type: [String], default: undefined },
    html: Boolean,
    degradations: { type: [Schema.Types.Mixed], default: undefined },
    delivery: Schema.Types.Mixed,
    tokens: { type: [String], default: undefined },
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

export const messageModel = (connection: Connection): Model<MessageDoc> =>
  connection.model<MessageDoc>('message', schema, 'messages');
