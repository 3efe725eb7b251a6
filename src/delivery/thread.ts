import type { Capabilities } from '../../channels/capabilities.ts';
import { accountId, chatId, externalId, messageKey } from '../../channels/ids.ts';
import type { Reference } from '../../channels/message.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { latestInbound } from '../store/deliveries.ts';
import type { MessageDoc, Outgoing } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import type { Way } from './route.ts';

const QUOTE_LENGTH = 300;
const MOST_REFERENCES = 50;

/** The network's id of a message in this chat; undefined when it lives on another channel or has none yet. */
export function externalIdIn(message: MessageDoc, account: string, chat: string): string | undefined {
  const prefix = messageKey(accountId(account), chatId(chat), externalId(''));
  return message.keys?.find((key) => key.startsWith(prefix))?.slice(prefix.length);
}

export interface Quoted {
  reference: Reference;
  outgoing: Pick<Outgoing, 'replyTo' | 'quote'>;
}

/**
 * What is answered: by the network's own id where it has replies and knows the message, else in words above the
 * text. Rejects with `not_found` when the quoted message is not of this conversation.
 */
export async function quotedFor(
  house: House,
  row: ConversationDoc,
  way: Way,
  quotes: string | undefined,
): Promise<Quoted | undefined> {
  if (quotes === undefined) return undefined;
  const message = await messageById(house.store.messages, quotes);
  if (message === null || message.conversationId !== row._id || message.kind === 'note') {
    throw new HouseError(
      'not_found',
      'The quoted message is not in this conversation; quote another.',
      'quotes',
    );
  }
  const words = message.content.text.text || message.content.attachments[0]?.name || '';
  const text =
    words.length > QUOTE_LENGTH ? `${words.slice(0, QUOTE_LENGTH).replace(/\p{Cs}$/u, '')}…` : words;
  const author = message.author.name;
  const id = externalIdIn(message, way.account._id, way.route.chat);
  const { replies } = way.channel.codec.capabilities;
  if (id !== undefined && (replies === 'native' || replies === 'converted')) {
    return { reference: { author, text }, outgoing: { replyTo: { id, text, author } } };
  }
  return { reference: { author, text }, outgoing: { quote: text } };
}

export interface Thread {
  subject: string | undefined;
  /** Which further address of ours the person wrote to last. */
  to: string | undefined;
  outgoing: Pick<Outgoing, 'threading'>;
}

/** The headers by which mail programs put the answer under the person's last letter. */
export async function threadingFor(
  house: House,
  row: ConversationDoc,
  way: Way,
): Promise<Thread | undefined> {
  if (way.channel.codec.capabilities.subject === 'dropped') return undefined;
  const { messages } = house.store;
  const last = await latestInbound(messages, row._id, way.account._id, way.route.chat);
  if (last === null) return undefined;
  const inReplyTo = externalIdIn(last, way.account._id, way.route.chat);
  const references = (last.references ?? []).slice(0, MOST_REFERENCES);
  return {
    subject: last.content.subject,
    to: last.to,
    outgoing: { threading: { references, ...(inReplyTo !== undefined && { inReplyTo }) } },
  };
}

/** The writer's own subject, else the one of the letter that is answered. */
export function subjectFor(
  wanted: string | undefined,
  thread: Thread | undefined,
  capabilities: Capabilities,
): string | undefined {
  if (wanted !== undefined && wanted.trim() !== '') return wanted.trim();
  return capabilities.subject === 'native' ? thread?.subject : undefined;
}
