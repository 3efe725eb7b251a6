import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Envelope } from '../../channels/contract.ts';
import { withDeadline } from '../deadline.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { type EnvelopeDoc, storeEnvelopes } from '../store/envelopes.ts';

interface Waiting {
  docs: EnvelopeDoc[];
  done: () => void;
  failed: (error: unknown) => void;
}

/** Envelopes of one write at most; what comes in the meantime goes with the next. */
const GROUP = 1000;
const GROUP_BYTES = 16 * 1024 * 1024;
/** What is stored later all the same is recognised when it comes again, and taken up by the sweep. */
const LONGEST_MS = 30_000;

/**
 * Stores what arrives, everything of the same moment in one write: the more comes, the cheaper each becomes.
 * `stored` gets what is new, in the order of arrival, before the network is answered.
 */
export function createAcceptor(
  house: House,
  stored: (docs: EnvelopeDoc[]) => void,
): (account: Pick<AccountDoc, '_id' | 'channel'>, envelopes: readonly Envelope[]) => Promise<void> {
  const waiting: Waiting[] = [];
  let writing = false;

  async function write(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) {
      const group = nextGroup(waiting);
      const docs = group.flatMap((one) => one.docs);
      try {
        const known = await withDeadline(
          storeEnvelopes(house.store, docs),
          LONGEST_MS,
          'Storing what arrived',
        );
        stored(known.size === 0 ? docs : docs.filter((_, index) => !known.has(index)));
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    writing = false;
  }

  return (account, envelopes) => {
    if (envelopes.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      waiting.push({ docs: envelopes.map((envelope) => toDoc(account, envelope)), done, failed });
      if (writing) return;
      writing = true;
      void write();
    });
  };
}

function nextGroup(waiting: Waiting[]): Waiting[] {
  let count = 0;
  let size = 0;
  let bytes = 0;
  for (const { docs } of waiting) {
    size += docs.length;
    for (const doc of docs) bytes += doc.bytes.length;
    if (count > 0 && (size > GROUP || bytes > GROUP_BYTES)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

function toDoc(account: Pick<AccountDoc, '_id' | 'channel'>, envelope: Envelope): EnvelopeDoc {
  const { buffer, byteOffset, byteLength } = envelope.bytes;
  const doc: EnvelopeDoc = {
    _id: newId(),
    key: `${account._id}\u0000${envelope.key}`,
    accountId: account._id,
    channel: account.channel,
    lane: envelope.lane,
    bytes: Buffer.from(buffer, byteOffset, byteLength),
    size: byteLength,
    receivedAt: new Date(envelope.receivedAt),
    state: 'new',
    open: true,
    attempts: 0,
  };
  if (envelope.meta) doc.meta = { ...envelope.meta };
  return doc;
}
