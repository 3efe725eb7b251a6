import type { MessageEvent } from '../../channels/events.ts';
import type { House } from '../house.ts';
import { messagesBefore } from '../store/messages.ts';
import { takeClaim } from './claims.ts';
import { findOwn, STRONG } from './evidence/find.ts';
import { type Address, emailAddress, phoneAddress } from './keys.ts';
import type { PersonIds } from './new-person.ts';

/** One message of a client as it was appended. */
export interface Heard {
  person: PersonIds;
  event: MessageEvent;
  message: { id: string; seq: number };
  /** Key of the message, for the evidence. */
  key: string;
  at: Date;
  /** Addresses the network vouches for that another contact has. */
  held?: readonly Address[] | undefined;
}

/** Nothing that looks like an address is in most messages; these cost nothing. */
const WORTH = /@|\d(?:[\s().-]*\d){6}/;
/** We asked for a number or an address. */
const ASKED =
  /номер|телефон|моб|связ|зв['’]язк|почт|пошт|mail|phone|number|contact|контакт|raqam|nomer|telefon|pochta|рақам/iu;

/** Learns from what a client wrote which numbers and addresses are theirs. Safe to repeat. */
export async function listen(house: House, heard: Heard): Promise<void> {
  const { event, person, message, at, key } = heard;
  if (event.groupChat) return;
  for (const address of heard.held ?? []) {
    if (address.kind === 'channel') continue;
    const evidence = { kind: 'network' as const, at, messageKey: key, message: message.id };
    await takeClaim(house, person, { address: { ...address, kind: address.kind }, evidence, confidence: 1 });
  }
  if (event.direction !== 'in' || event.automatic || event.from.isBot) return;
  for (const card of event.content.cards) {
    if (card.kind !== 'contact' || !card.own) continue;
    const addresses = [...card.phones.map(phoneAddress), ...(card.emails ?? []).map(emailAddress)];
    for (const address of addresses) {
      if (address === null || address.kind === 'channel') continue;
      const evidence = { kind: 'shared' as const, at, messageKey: key, message: message.id };
      const own = { ...address, kind: address.kind };
      await takeClaim(house, person, { address: own, evidence, confidence: 1, message: message.id });
    }
  }
  const { text, folded, forwardedFrom } = event.content;
  if (forwardedFrom !== undefined || !(WORTH.test(text.text) || WORTH.test(folded ?? ''))) return;
  const said = { text: text.text, folded, name: event.from.name };
  let findings = findOwn(said);
  if (
    findings.some(({ confidence }) => confidence < STRONG) &&
    (await wereAsked(house, person, message.seq))
  ) {
    findings = findOwn({ ...said, asked: true });
  }
  for (const { kind, value, evidence: how, confidence } of findings) {
    const address = kind === 'phone' ? phoneAddress(value) : emailAddress(value);
    if (address === null) continue;
    const evidence = { kind: how, at, messageKey: key, message: message.id, confidence };
    await takeClaim(house, person, {
      address: { ...address, kind },
      evidence,
      confidence,
      message: message.id,
    });
  }
}

/** Whether the last thing we said asked for an address and nothing like one was answered yet. */
async function wereAsked(house: House, { conversationId }: PersonIds, seq: number): Promise<boolean> {
  const before = await messagesBefore(house.store.messages, conversationId, seq, 4);
  const at = before.findIndex(({ direction, kind }) => direction === 'out' && kind === 'message');
  const ours = before[at];
  if (ours === undefined || !ASKED.test(ours.content.text.text)) return false;
  return !before.slice(0, at).some(({ content }) => WORTH.test(content.text.text));
}
