import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const fixtures = new URL('../fixtures/', import.meta.url);
const shared = new URL('../../../shared/fixtures/', import.meta.url);

it.runIf(existsSync(shared))('the fixtures are the agreed ones, byte for byte, and none is missing', () => {
  const missing: string[] = [];
  for (const network of readdirSync(shared).filter((name) => !name.includes('.'))) {
    for (const name of readdirSync(new URL(`${network}/`, shared))) {
      const own = new URL(`${network}/${name}`, fixtures);
      const agreed = readFileSync(new URL(`${network}/${name}`, shared));
      if (!existsSync(own) || !readFileSync(own).equals(agreed)) missing.push(`${network}/${name}`);
    }
  }
  expect(missing).toEqual([]);
});
