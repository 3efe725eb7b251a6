import type { Degradation } from './capabilities.ts';
import type { ChatId, ExternalId } from './ids.ts';
import type { AttachmentKind, Button, EventCard, InvitationAnswer } from './message.ts';
import type { RichText } from './richtext.ts';

/** A file of ours that goes out. Bytes are read by `key` at the moment of sending, again for every try. */
export interface OutboundFile {
  kind: AttachmentKind;
  /** Key in the file store. */
  key: string;
  name: string;
  mime: string;
  size: number;
  width?: number;
  height?: number;
  duration?: number;
}

/** What the domain wants said; the codec turns it into parts the network takes. */
export interface OutboundMessage {
  /** Our message id; idempotency keys derive from it, so a repeat is the same message. */
  id: string;
  chat: ChatId;
  text: RichText;
  files: OutboundFile[];
  subject?: string;
  replyTo?: { id: ExternalId; text?: string; author?: string };
  buttons?: Button[][];
  /** Threading headers of channels that have them. */
  threading?: { inReplyTo?: ExternalId; references: ExternalId[] };
  /** Written by software: the channel marks it so that other software does not answer. */
  automatic?: boolean;
  /** `address` is one of the account's own, where it has several. */
  sender?: { name: string; address?: string };
  /** Answers an invitation; only where the capability is declared. */
  invitation?: { event: EventCard; answer: InvitationAnswer };
  /** Unix milliseconds at which it was accepted by us; stays the same in every try. */
  createdAt: number;
}

/** One call to the network. `body` is the network's own shape; only the adapter of the same channel reads it. */
export interface OutboundPart {
  method: string;
  body: Readonly<Record<string, unknown>>;
  files: OutboundFile[];
  /** What the network's echo of this part will carry as `echoOf` (or as its id), where that is known beforehand. */
  echoKey?: string;
  /** How many messages the network counts it as; one when absent. */
  weight?: number;
}

export interface Encoded {
  parts: OutboundPart[];
  degradations: Degradation[];
}
