import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALL_EVENTS, type ReportCall } from '../../src/api/protocol.ts';
import { addIdentity } from '../../src/contacts/change.ts';
import { addFact, type CallFact, type CallFacts, deriveCall } from '../../src/crm/call-facts.ts';
import { relinkNumber } from '../../src/crm/call-links.ts';
import { listCalls } from '../../src/crm/list-calls.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { conversationById } from '../../src/store/conversations.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { boss, crmHouse, MINUTE, NOON, person } from './support.ts';

const event = fc.constantFrom(...CALL_EVENTS);
const fact: fc.Arbitrary<CallFact> = fc
  .record(
    {
      at: fc.integer({ min: 0, max: 20 }).map((minute) => new Date(NOON + minute * MINUTE)),
      direction: fc.constantFrom('in' as const, 'out' as const),
      from: fc.constantFrom('101', '+79160000001'),
      to: fc.constantFrom('102', '+74950000001'),
      duration: fc.integer({ min: 0, max: 3 }),
      extension: fc.constantFrom('1', '2'),
      operator: fc.constantFrom('a', 'b'),
      recordingUrl: fc.constantFrom('https://pbx/1', 'https://pbx/2'),
    },
    { requiredKeys: ['at', 'direction', 'from', 'to'] },
  )
  .map((record) => record as CallFact);
const reports = fc.array(fc.tuple(event, fact), { minLength: 1, maxLength: 8 });
const told = (list: readonly (readonly [ReportCall['event'], CallFact])[]) =>
  list.reduce<CallFacts>((facts, [name, one]) => addFact(facts, name, one), {});

test('what is known of a call depends neither on the order of its reports nor on repetitions', () => {
  fc.assert(
    fc.property(
      reports.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc
            .array(fc.constantFrom(...list), { maxLength: 6 })
            .chain((again) =>
              fc.shuffledSubarray([...list, ...again], { minLength: list.length + again.length }),
            ),
        ),
      ),
      ([list, other]) => {
        expect(told(other)).toEqual(told(list));
        expect(deriveCall(told(other))).toEqual(deriveCall(told(list)));
      },
    ),
    { numRuns: 1000 },
  );
});

let core: CoreHouse;
let numbers = 0;

beforeAll(async () => {
  ({ core } = await crmHouse());
});
afterAll(() => core.close());

/** What a colleague can do meanwhile, besides what the exchange reports. */
type Step = { report: Omit<ReportCall, 'from' | 'to'> } | { link: true };

/** Three calls of one number: missed, called back or not, and one more; the number becomes a contact's some time. */
const story: fc.Arbitrary<Step[]> = fc
  .record({
    missedAt: fc.integer({ min: 1, max: 10 }),
    backAt: fc.option(fc.integer({ min: 11, max: 20 }), { nil: undefined }),
    againAt: fc.option(fc.integer({ min: 21, max: 30 }), { nil: undefined }),
  })
  .map(({ missedAt, backAt, againAt }) => {
    const at = (minute: number) => new Date(NOON + minute * MINUTE).toISOString();
    const steps: Step[] = [
      { report: { call: 'one', event: 'ringing', direction: 'in', at: at(missedAt - 1) } },
      { report: { call: 'one', event: 'missed', direction: 'in', at: at(missedAt) } },
      { link: true },
    ];
    if (backAt !== undefined) {
      steps.push(
        { report: { call: 'back', event: 'ringing', direction: 'out', at: at(backAt - 1) } },
        { report: { call: 'back', event: 'answered', direction: 'out', at: at(backAt) } },
        { report: { call: 'back', event: 'ended', direction: 'out', at: at(backAt + 1), duration: 60 } },
      );
    }
    if (againAt !== undefined) {
      steps.push({ report: { call: 'again', event: 'missed', direction: 'in', at: at(againAt) } });
    }
    return steps;
  });

/** Plays a story with a number and a contact of its own and answers everything that can be seen afterwards. */
async function play(steps: readonly Step[]): Promise<unknown> {
  numbers += 1;
  const number = `+7916${String(2_000_000 + numbers)}`;
  const contact = await person(core, 'Anna');
  let linked = false;
  for (const step of steps) {
    if ('link' in step) {
      if (!linked) await addIdentity(core.house, boss, contact.id, { kind: 'phone', value: number });
      await relinkNumber(core.house, number);
      linked = true;
      continue;
    }
    const { call, direction } = step.report;
    const sides = direction === 'in' ? { from: number, to: '100' } : { from: '100', to: number };
    await reportCall(core.house, { ...step.report, ...sides, call: `${number} ${call}` });
  }
  const row = await conversationById(core.house.store.conversations, contact.conversation ?? '');
  const timeline = await listTimeline(core.house, contact.id, { limit: 50, kinds: ['call'] });
  const mine = (call: { number: string | null }) => call.number === number;
  const list = (await listCalls(core.house, boss, { limit: 200 })).items.filter(mine);
  const plain = ({ call, state, waiting, handledAt }: (typeof list)[number]) => ({
    call: call.slice(number.length),
    state,
    waiting,
    handledAt,
  });
  return {
    waitingSince: row?.waitingSince?.toISOString() ?? null,
    timeline: timeline.items.map(({ at, call }) => ({ at, ...plain(call as (typeof list)[number]) })),
    calls: list.map(plain),
    waiting: (await listCalls(core.house, boss, { waiting: true, limit: 200 })).items.filter(mine).map(plain),
  };
}

test('calls, calling back and learning whose number it is end the same in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      story.chain((steps) =>
        fc.tuple(
          fc.constant(steps),
          fc
            .array(fc.constantFrom(...steps), { maxLength: 3 })
            .chain((again) =>
              fc.shuffledSubarray([...steps, ...again], { minLength: steps.length + again.length }),
            ),
        ),
      ),
      async ([steps, other]) => {
        expect(await play(other)).toEqual(await play(steps));
      },
    ),
    { numRuns: 15 },
  );
}, 300_000);
