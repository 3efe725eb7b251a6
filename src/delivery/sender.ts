import type { SendMessage } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { Outgoing } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import type { Way } from './route.ts';

/**
 * Under which of the account's addresses an answer goes: the one asked for, else the one the person wrote to.
 * Undefined for the account's own. Rejects with `invalid` naming `from` when it is not ours.
 */
export function senderAddress(
  way: Way,
  wanted: string | undefined,
  to: string | undefined,
): string | undefined {
  const { account, channel } = way;
  const address = (wanted ?? to)?.trim().toLowerCase();
  if (address === undefined || address === account.self?.toLowerCase()) return undefined;
  const known = account.aliases.some((alias) => alias.toLowerCase() === address);
  if (known && channel.codec.capabilities.aliases) return address;
  if (wanted === undefined) return undefined;
  throw new HouseError('invalid', 'This account has no such address; choose one of its own.', 'from');
}

/** The invitation that is answered. Rejects with `invalid` or `unsupported` naming `invitation`. */
export async function invitationFor(
  house: House,
  row: ConversationDoc,
  way: Way,
  request: SendMessage['invitation'],
): Promise<Pick<Outgoing, 'invitation'>> {
  if (request === undefined) return {};
  const message = await messageById(house.store.messages, request.message);
  const event =
    message?.conversationId === row._id
      ? message.content.cards.find((card) => card.kind === 'event' && card.invitation !== undefined)
      : undefined;
  if (event?.kind !== 'event') {
    throw new HouseError('invalid', 'There is no invitation in this message; name another.', 'invitation');
  }
  if (!way.channel.codec.capabilities.invitations) {
    throw new HouseError(
      'unsupported',
      'This channel cannot answer invitations; choose the one it came by.',
      'account',
    );
  }
  return { invitation: { event, answer: request.answer } };
}
