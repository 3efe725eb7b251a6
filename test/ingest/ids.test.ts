import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowestIdAt, newId } from '../../src/ids.ts';

const moment = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });

test('ids of one process stand in the order in which they were made, however the clock jumps', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 2, maxLength: 200 }), (clock) => {
      const made = clock.map((now) => newId(now));
      expect(made).toEqual([...new Set(made)].sort());
      for (const id of made) expect(id).toMatch(/^[0-9a-f]{24}$/);
    }),
  );
});

test('an id is not below the bound of its time', () => {
  const ahead = Date.parse('2100-01-02T00:00:00Z');
  for (let now = ahead; now < ahead + 1000; now += 1) {
    expect(newId(now) >= lowestIdAt(now)).toBe(true);
    expect(newId(now) < lowestIdAt(now + 1)).toBe(true);
  }
});
