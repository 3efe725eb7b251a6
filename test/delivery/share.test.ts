import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renewShare, SHARE_MS } from '../../src/delivery/share.ts';
import type { SendMember } from '../../src/store/send-shares.ts';

const IDS = ['a', 'b', 'c', 'd'];

it('never hands out more places than there are, whoever asks when', () => {
  const step = fc.record({
    who: fc.nat(3),
    wants: fc.nat(40),
    after: fc.nat(4_000),
    /** Share of its places that are still in use when it asks. */
    used: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.array(step, { maxLength: 60 }), (total, steps) => {
      let members: SendMember[] = [];
      let now = 1_000_000;
      const using = new Map<string, { places: number; until: number }>();
      for (const { who, wants, after, used } of steps) {
        now += after;
        const id = IDS[who] ?? '';
        const before = using.get(id);
        const held = before && before.until > now ? Math.floor(before.places * used) : 0;
        const next = renewShare(members, { id, held, wants }, total, now);
        members = next.members;
        using.set(id, { places: Math.max(next.mine, held), until: now + SHARE_MS });
        const sum = [...using.values()]
          .filter(({ until }) => until > now)
          .reduce((all, { places }) => all + places, 0);
        expect(sum).toBeLessThanOrEqual(total);
      }
    }),
  );
});

/** Everybody asks in turn, again and again, and uses nothing. */
function settled(total: number, wants: Record<string, number>, now: number): Record<string, number> {
  let members: SendMember[] = [];
  const mine: Record<string, number> = {};
  for (let round = 0; round < 4; round += 1) {
    for (const [id, wanted] of Object.entries(wants)) {
      const next = renewShare(members, { id, held: 0, wants: wanted }, total, now);
      members = next.members;
      mine[id] = next.mine;
    }
  }
  return mine;
}

it('divides evenly among those who have something to send, and leaves nothing over', () => {
  expect(settled(30, { a: 30, b: 30 }, 0)).toEqual({ a: 15, b: 15 });
  expect(settled(30, { a: 30, b: 4 }, 0)).toEqual({ a: 26, b: 4 });
  expect(settled(30, { a: 30, b: 0 }, 0)).toEqual({ a: 30, b: 0 });
  expect(settled(20, { a: 20, b: 20, c: 20 }, 0)).toEqual({ a: 7, b: 7, c: 6 });
});

it('lets processes take turns where there is less than one place for each', () => {
  const holders = [0, 3_000, 6_000].map((now) => {
    const mine = settled(1, { a: 1, b: 1, c: 1 }, now);
    expect(Object.values(mine).sort()).toEqual([0, 0, 1]);
    return Object.keys(mine).find((id) => mine[id] === 1);
  });
  expect(new Set(holders).size).toBe(3);
});

it('takes over the places of a process that has gone', () => {
  const first = renewShare([], { id: 'a', held: 0, wants: 30 }, 30, 0);
  const early = renewShare(first.members, { id: 'b', held: 0, wants: 30 }, 30, SHARE_MS);
  expect(early).toMatchObject({ mine: 0, moving: true });
  const late = renewShare(early.members, { id: 'b', held: 0, wants: 30 }, 30, SHARE_MS * 2);
  expect(late.mine).toBe(30);
});
