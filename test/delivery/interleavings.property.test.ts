import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryState, mayEnter, SETTLED } from '../../channels/delivery.ts';
import { chatId, externalId } from '../../channels/ids.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import {
  cancelDelivery,
  confirmDelivery,
  giveUpDelivery,
  retryDelivery,
} from '../../src/delivery/decisions.ts';
import type { Slot } from '../../src/delivery/gate.ts';
import { sendOne } from '../../src/delivery/send-one.ts';
import { sweepAbandoned } from '../../src/delivery/sweep.ts';
import { HouseError } from '../../src/errors.ts';
import { groupBy } from '../../src/group.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { type ToyFault, toyCapabilities } from '../support/toy-channel.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

const FAULTS: Readonly<Record<string, ToyFault | undefined>> = {
  none: undefined,
  refused: { error: 'rejected', certainty: 'not-sent' },
  later: { error: 'unreachable_network', certainty: 'not-sent' },
  limited: { error: 'rate_limited', certainty: 'not-sent', retryAfterMs: 1000 },
  lostSent: { error: 'unreachable_network', certainty: 'maybe-sent', taken: true },
  lostUnsent: { error: 'unreachable_network', certainty: 'maybe-sent' },
  echo: { awaitEcho: true },
  // The process dies before and after the network has it.
  diedBefore: { hang: true },
  diedAfter: { hang: true, taken: true },
};

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      nth: fc.nat(2),
      worker: fc.constantFrom('w1', 'w2'),
      faults: fc.array(fc.constantFrom(...Object.keys(FAULTS)), { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      state: fc.constantFrom<'delivered' | 'read' | 'failed'>('delivered', 'read', 'failed'),
      id: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      upTo: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('echo' as const), nth: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('retry' as const, 'cancel' as const, 'giveUp' as const, 'confirm' as const),
      nth: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let here: DeliveryHouse;
let history: Map<string, { rev: number; state: DeliveryState }[]>;
let ahead = 0;
let people = 0;
/** By message: what its next calls suffer, and who has to be told when one of them is the end of its process. */
const planned = new Map<string, string[]>();
const deaths = new Map<string, (() => void)[]>();

beforeAll(async () => {
  here = await deliveryHouse({ capabilities: { text: { ...toyCapabilities.text, maxLength: 12 } } });
  here.toy.network.onCall = ({ key }) => {
    const [id = ''] = key.split('.');
    const fault = FAULTS[planned.get(id)?.shift() ?? 'none'];
    if (fault && 'hang' in fault) for (const tell of deaths.get(id) ?? []) setTimeout(tell, 5);
    return fault;
  };
  here.house.clock = { now: () => Date.now() + ahead };
  here.house.events.subscribe(({ event }) => {
    if (event.name !== 'message.changed' && event.name !== 'message.added') return;
    const { id, rev, delivery } = event.data.message;
    if (delivery) history.set(id, [...(history.get(id) ?? []), { rev, state: delivery.state }]);
  });
});
afterAll(() => here.close());

const freeSlot: Slot = { started: () => {}, settled: () => {}, refund: () => {} };
const never = new AbortController().signal;

async function send(doc: MessageDoc, worker: string, faults: readonly string[]): Promise<void> {
  const { house, adapter } = here;
  const { _id: id, conversationId, seq } = doc;
  const due = { id, conversationId, seq, accountId: '', channel: '', chat: '', priority: 0, at: 0 };
  const given = {
    house,
    adapter,
    worker,
    lockMs: 60_000,
    random: () => 0.5,
    signal: never,
    nextTurn: async () => ({ slot: freeSlot, startAt: 0 }),
    limited: () => {},
    blocked: () => {},
  };
  planned.set(id, [...faults]);
  // A process that dies in the middle never comes back.
  const died = new Promise<void>((resolve) => deaths.set(id, [...(deaths.get(id) ?? []), resolve]));
  await Promise.race([sendOne(given, due), died]);
}

/** Every person's "try again" of one message; only these may lead to a second copy. */
async function run(one: Step, docs: readonly MessageDoc[], chat: string, allowed: Map<string, number>) {
  const { house, account, toy } = here;
  const mine = () => toy.network.taken.filter((taken) => taken.chat === chat);
  switch (one.do) {
    case 'send': {
      const doc = docs[one.nth];
      return doc && send(doc, one.worker, one.faults);
    }
    case 'receipt':
      return house.delivery.applyReceipt(account, {
        kind: 'receipt',
        at: house.clock.now(),
        chat: chatId(chat),
        state: one.state,
        upTo: one.upTo,
        ...(one.id !== undefined && { id: externalId(`m${one.id}`) }),
      });
    case 'echo': {
      const taken = mine()[one.nth];
      if (taken === undefined) return;
      const echo = { chat, id: taken.id, key: taken.key, at: house.clock.now() };
      expect(await house.delivery.settleEcho(account, echo)).toBe(true);
      return;
    }
    case 'time':
      ahead += 2 * 60 * 60 * 1000;
      await sweepAbandoned(house);
      return;
    default: {
      const doc = docs[one.nth];
      if (doc === undefined) return;
      const acts = {
        retry: retryDelivery,
        cancel: cancelDelivery,
        giveUp: giveUpDelivery,
        confirm: confirmDelivery,
      };
      try {
        await acts[one.do](house, olga, doc._id);
        if (one.do === 'retry') allowed.set(doc._id, (allowed.get(doc._id) ?? 0) + 1);
      } catch (error) {
        if (!(error instanceof HouseError)) throw error;
      }
    }
  }
}

describe('any interleaving of workers, receipts, echoes and people', () => {
  it('keeps to the table of transitions and never repeats a send by itself', async () => {
    const groups = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(groups, async (rounds) => {
        history = new Map();
        people += 1;
        const chat = `person${people}`;
        const { house, toy, meet, message } = here;
        const { conversationId } = await meet(chat);
        const docs: MessageDoc[] = [];
        // The middle one takes several parts.
        for (const text of ['first', 'the second one is longer than that', 'third']) {
          docs.push(await sendMessage(house, olga, conversationId, say(text)));
        }
        const allowed = new Map<string, number>();
        for (const round of rounds) await Promise.all(round.map((one) => run(one, docs, chat, allowed)));

        // The network gets well; everything that nobody has to decide comes to its end.
        for (let turn = 0; turn < 12; turn += 1) {
          ahead += 2 * 60 * 60 * 1000;
          await sweepAbandoned(house);
          for (const doc of docs) await send(doc, 'w1', []);
        }
        for (const doc of docs) expect(SETTLED).toContain((await message(doc._id)).delivery?.state);

        for (const [, states] of history) {
          const ordered = [...states].sort((a, b) => a.rev - b.rev);
          for (const [index, { state }] of ordered.entries()) {
            const before = ordered[index - 1]?.state;
            if (before === undefined || before === state) continue;
            expect([before, state, mayEnter(state, before)]).toEqual([before, state, true]);
          }
        }
        const copies = groupBy(
          toy.network.taken.filter((taken) => taken.chat === chat),
          (taken) => taken.key,
        );
        for (const [key, taken] of copies) {
          const [id = ''] = key.split('.');
          expect(taken.length).toBeLessThanOrEqual(1 + (allowed.get(id) ?? 0));
        }
      }),
      { numRuns: Number(process.env.OKNO_RUNS ?? 12), endOnFailure: true },
    );
  }, 120_000);
});
