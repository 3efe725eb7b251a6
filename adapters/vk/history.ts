import type { Envelope } from '../../channels/contract.ts';
import { amount, type Fields, fields, items, wholeId } from '../../channels/json.ts';
import type { VkCall } from './call.ts';
import { envelopeOf } from './envelopes.ts';

const PAGE = 200;

/**
 * Everything written since `since` (Unix milliseconds), a dialogue at a time, oldest first inside it. The envelopes
 * look like the events that would have told it, so a message that is known already makes nothing new.
 */
export async function* history(
  call: VkCall,
  groupId: number,
  since: number,
  now: () => number,
  signal: AbortSignal,
): AsyncIterable<Envelope[]> {
  for (let offset = 0; ; offset += PAGE) {
    const answer = fields(
      await call('messages.getConversations', { count: PAGE, offset, group_id: groupId }, signal),
    );
    const dialogues = items(answer?.items);
    const fresh = dialogues.filter((item) => isSince(fields(item.last_message), since));
    for (const dialogue of fresh) {
      const peer = wholeId(fields(fields(dialogue.conversation)?.peer)?.id);
      if (peer === undefined) continue;
      const messages = await dialogueSince(call, groupId, peer, since, signal);
      yield messages.map((message) => envelopeOf(eventOf(message, groupId, peer), now()));
    }
    // Dialogues come newest first, so an old one ends the search.
    if (dialogues.length < PAGE || fresh.length < dialogues.length) return;
  }
}

async function dialogueSince(
  call: VkCall,
  groupId: number,
  peer: string,
  since: number,
  signal: AbortSignal,
): Promise<Fields[]> {
  const found: Fields[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const parameters = { peer_id: peer, group_id: groupId, count: PAGE, offset };
    const page = items(fields(await call('messages.getHistory', parameters, signal))?.items);
    const fresh = page.filter((message) => isSince(message, since));
    found.push(...fresh);
    if (page.length < PAGE || fresh.length < page.length) return found.reverse();
  }
}

function isSince(message: Fields | undefined, since: number): boolean {
  return (amount(message?.date) ?? 0) * 1000 >= since;
}

function eventOf(message: Fields, groupId: number, peer: string): Fields {
  const out = message.out === 1;
  return {
    type: out ? 'message_reply' : 'message_new',
    object: out ? message : { message },
    group_id: groupId,
    event_id: `history-${peer}-${wholeId(message.conversation_message_id) ?? wholeId(message.id) ?? ''}`,
  };
}
