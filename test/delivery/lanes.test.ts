import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLanes, type Due, type Room } from '../../src/delivery/lanes.ts';

const due = (conversation: string, seq: number, more: Partial<Due> = {}): Due => ({
  id: `${conversation}-${String(seq).padStart(4, '0')}`,
  conversationId: conversation,
  accountId: 'account',
  channel: 'toy',
  chat: conversation,
  seq,
  priority: 0,
  at: 0,
  ...more,
});
const free: Room = { chatWait: () => 0, forPriority: () => true };

describe('the lanes', () => {
  it('give out one message of a conversation at a time, in order, whatever the order of arrival', () => {
    const lanes = createLanes();
    for (const seq of [3, 1, 2]) lanes.add(due('a', seq));
    for (const seq of [1, 2, 3]) {
      const taken = lanes.take('account', 1, free);
      expect(taken).toMatchObject({ seq });
      expect(lanes.take('account', 1, free)).toBeUndefined();
      lanes.remove(taken as Due);
      lanes.release('a', 1);
    }
    expect(lanes.size()).toBe(0);
  });

  it('let an answer go before mass mail', () => {
    const lanes = createLanes();
    for (let n = 0; n < 50; n += 1) lanes.add(due(`mass${n}`, 1, { priority: 2 }));
    lanes.add(due('zz', 1));
    expect(lanes.take('account', 1, free)).toMatchObject({ conversationId: 'zz' });
    expect(lanes.take('account', 1, free)).toMatchObject({ conversationId: 'mass0' });
  });

  it('are not held up by a chat that has to wait, nor by a full priority', () => {
    const lanes = createLanes();
    lanes.add(due('a', 1));
    lanes.add(due('b', 1));
    const room: Room = { ...free, chatWait: (chat) => (chat === 'a' ? 500 : 0) };
    expect(lanes.take('account', 1, room)).toMatchObject({ conversationId: 'b' });
    expect(lanes.take('account', 1, room)).toBeUndefined();
    expect(lanes.nextAt('account')).toBe(501);
    expect(lanes.take('account', 501, free)).toMatchObject({ conversationId: 'a' });
    lanes.add(due('c', 1));
    expect(lanes.take('account', 501, { ...free, forPriority: () => false })).toBe('full');
    expect(lanes.take('account', 501, free)).toMatchObject({ conversationId: 'c' });
  });

  it('wait for the time of the first message, and keep the others behind it', () => {
    const lanes = createLanes();
    lanes.add(due('a', 1, { at: 100 }));
    lanes.add(due('a', 2));
    expect(lanes.take('account', 50, free)).toBeUndefined();
    expect(lanes.nextAt('account')).toBe(100);
    expect(lanes.take('account', 100, free)).toMatchObject({ seq: 1 });
  });

  it('stay back after a release for as long as asked', () => {
    const lanes = createLanes();
    lanes.add(due('a', 1));
    lanes.take('account', 1, free);
    lanes.release('a', 1, 300);
    expect(lanes.take('account', 299, free)).toBeUndefined();
    expect(lanes.take('account', 300, free)).toMatchObject({ seq: 1 });
  });

  it('keep accounts apart', () => {
    const lanes = createLanes();
    lanes.add(due('a', 1, { accountId: 'other' }));
    expect(lanes.take('account', 1, free)).toBeUndefined();
    expect(lanes.take('other', 1, free)).toMatchObject({ conversationId: 'a' });
  });

  it('give every message out once, in the order of its conversation, whatever happens', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('add' as const), lane: fc.nat(3), at: fc.nat(50) }),
        fc.record({ do: fc.constant('take' as const) }),
        fc.record({ do: fc.constant('done' as const), nth: fc.nat(3) }),
        fc.record({ do: fc.constant('later' as const), nth: fc.nat(3), wait: fc.nat(20) }),
        fc.record({ do: fc.constant('time' as const), by: fc.nat(20) }),
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const lanes = createLanes();
        const busy: Due[] = [];
        const gone: Due[] = [];
        let now = 0;
        let seq = 0;
        const take = () => {
          const taken = lanes.take('account', now, free);
          if (taken === undefined || taken === 'full') return false;
          expect(busy.map((one) => one.conversationId)).not.toContain(taken.conversationId);
          expect(taken.at).toBeLessThanOrEqual(now);
          busy.push(taken);
          return true;
        };
        const finish = (nth: number, wait?: number) => {
          const [one] = busy.splice(nth % Math.max(1, busy.length), 1);
          if (one === undefined) return;
          if (wait === undefined) {
            lanes.remove(one);
            gone.push(one);
          }
          lanes.release(one.conversationId, now, wait === undefined ? 0 : now + wait);
        };
        for (const step of all) {
          if (step.do === 'add') {
            seq += 1;
            lanes.add(due(`c${step.lane}`, seq, { at: now + step.at }));
          } else if (step.do === 'take') take();
          else if (step.do === 'done') finish(step.nth);
          else if (step.do === 'later') finish(step.nth, step.wait);
          else now += step.by;
        }
        now += 1000;
        for (let turn = 0; turn < 400 && (busy.length > 0 || take()); turn += 1) finish(0);
        expect(gone).toHaveLength(seq);
        expect(lanes.size()).toBe(0);
        for (const lane of ['c0', 'c1', 'c2', 'c3']) {
          const order = gone.filter((one) => one.conversationId === lane).map((one) => one.seq);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
    );
  });
});
