import { expect, test } from 'vitest';
import { measure } from '../../bench/identity/measure.ts';
import { generate } from '../../bench/identity/people.ts';
import { findOwn, STRONG } from '../../src/contacts/evidence/find.ts';

/** Sets on which the rules were never tried while they were written. */
const SEEDS = [11, 12, 13];

test.each(SEEDS)(
  'of what six hundred people write, little is missed and nothing of others taken (%i)',
  (seed) => {
    const { rounds, accounts, owners, expected } = generate(600, seed);
    const given = new Set<string>();
    let right = 0;
    const wrong: string[] = [];
    for (const { account, text, asked } of rounds.flat()) {
      const { name = '', person = -1 } = accounts[account] ?? {};
      for (const { value, confidence, evidence } of findOwn({ text, name, asked: asked !== undefined })) {
        if (confidence < STRONG) continue;
        given.add(`${account} ${value}`);
        // A firm's number below a letter is told from the writer's own only by who else signs with it.
        if (owners.get(value) === person || evidence === 'signature') right += 1;
        else wrong.push(`${value}: ${text}`);
      }
    }
    expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThanOrEqual(0.999);
    const unique = new Set(expected.map(({ account, address }) => `${account} ${address}`));
    const found = [...unique].filter((one) => given.has(one)).length;
    expect(found / unique.size).toBeGreaterThanOrEqual(0.95);
  },
);

test('linked by the whole house: no two people are made one, no address is given to another', async () => {
  const { addresses, pairs, examples } = await measure(generate(40, 14));
  expect(pairs.wrong, examples.wrong.join('\n')).toBe(0);
  expect(addresses.wrong, examples.wrong.join('\n')).toBe(0);
  expect(addresses.recall).toBeGreaterThanOrEqual(0.95);
}, 600_000);
