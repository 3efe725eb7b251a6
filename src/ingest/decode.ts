import type { InboundEvent } from '../../channels/events.ts';
import { accountViewOf } from '../accounts/view.ts';
import type { House } from '../house.ts';
import { channelOf } from '../registry.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { EnvelopeDoc, EnvelopeProblem } from '../store/envelopes.ts';

/** An envelope together with what its codec makes of it. */
export interface Letter {
  envelope: EnvelopeDoc;
  account: AccountDoc;
  events: InboundEvent[];
  /** What the codec did not know among them; the rest is applied, the envelope is kept for a replay. */
  unknown?: string;
}

export type Decoded =
  | { ok: true; letter: Letter }
  | { ok: false; envelope: EnvelopeDoc; problem: EnvelopeProblem };

/** Reads one envelope. Never rejects: what cannot be read or is unknown goes to quarantine with the reason. */
export async function decodeEnvelope(
  house: House,
  envelope: EnvelopeDoc,
  account: AccountDoc | undefined,
): Promise<Decoded> {
  if (account === undefined) {
    return problem(envelope, 'no_account', 'Its account was removed; add it again and replay.');
  }
  try {
    const { codec, readRaw } = channelOf(house.registry, account.channel);
    const events = codec.decode(await readRaw(envelope.bytes, envelope.meta), accountViewOf(account));
    const unknown = events.find((event) => event.kind === 'unsupported' && !event.expected);
    const letter: Letter = { envelope, account, events };
    if (unknown?.kind === 'unsupported') letter.unknown = unknown.what;
    return { ok: true, letter };
  } catch (error) {
    return problem(envelope, 'unreadable', error instanceof Error ? error.message : 'It cannot be read.');
  }
}

function problem(envelope: EnvelopeDoc, code: EnvelopeProblem['code'], detail: string): Decoded {
  return { ok: false, envelope, problem: { code, detail: detail.slice(0, 500) } };
}
