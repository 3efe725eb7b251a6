import { type Connection, type Model, Schema } from 'mongoose';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { AttachmentKind } from '../../channels/message.ts';

/** A way to answer the person. */
export interface Route {
  accountId: string;
  channel: string;
  chat: string;
  /** The person's user id on that channel. */
  address: string;
  reachable: boolean;
  lastInboundAt?: Date;
}

export interface LastMessage {
  id: string;
  seq: number;
  /** At most 200 characters. */
  text: string;
  kind: 'message' | 'note';
  direction: 'in' | 'out';
  channel: string | null;
  author: string;
  at: Date;
  attachments?: AttachmentKind[];
  delivery?: DeliveryState;
}

/** The one thread of a contact across all channels. Every list row is complete in here. */
export interface ConversationDoc {
  _id: string;
  rev: number;
  contactId: string;
  contactName: string;
  avatarKey?: string;
  status: 'open' | 'snoozed' | 'closed';
  assignee: string | null;
  team: string | null;
  /** Messages of the client since a colleague last read or answered. */
  unread: number;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  lastActivityAt: Date;
  /** Messages up to here are inside this row; the next one gets the number after it. */
  lastSeq: number;
  lastMessage: LastMessage | null;
  /** Channel the client used last; what the channel filter of a list compares. */
  lastChannel: string | null;
  labels: string[];
  /** The one used last first. */
  routes: Route[];
  bot: 'active' | 'silent';
  leaseUntil: Date | null;
  mergedInto?: string;
  createdAt: Date;
}

const schema = new Schema<ConversationDoc>(
  {
    _id: String,
    rev: Number,
    contactId: String,
    contactName: String,
    avatarKey: String,
    status: String,
    assignee: { type: String, default: null },
    team: { type: String, default: null },
    unread: Number,
    waitingSince: { type: Date, default: null },
    snoozedUntil: { type: Date, default: null },
    lastActivityAt: Date,
    lastSeq: Number,
    lastMessage: Schema.Types.Mixed,
    lastChannel: { type: String, default: null },
    labels: [String],
    routes: [Schema.Types.Mixed],
    bot: String,
    leaseUntil: { type: Date, default: null },
    mergedInto: String,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ contactId: 1 }, { unique: true });
schema.index({ status: 1, lastActivityAt: -1, _id: -1 });
schema.index({ assignee: 1, status: 1, lastActivityAt: -1, _id: -1 });
schema.index(
  { team: 1, status: 1, lastActivityAt: -1, _id: -1 },
  { partialFilterExpression: { team: { $type: 'string' } } },
);
schema.index({ lastChannel: 1, status: 1, lastActivityAt: -1, _id: -1 });
schema.index({ snoozedUntil: 1 }, { partialFilterExpression: { snoozedUntil: { $type: 'date' } } });
schema.index({ leaseUntil: 1 }, { partialFilterExpression: { leaseUntil: { $type: 'date' } } });

export const conversationModel = (connection: Connection): Model<ConversationDoc> =>
  connection.model<ConversationDoc>('conversation', schema, 'conversations');
