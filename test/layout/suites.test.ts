import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../src/registry.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const channels = [...createRegistry().keys()].map(String).sort();

/** Everything that a channel inherits or brings along; what is missing here would be a promise nobody keeps. */
describe.each(channels)('%s', (channel) => {
  it('runs every contract suite against its own simulator', () => {
    const contract = read(`test/channels/${channel}/contract.test.ts`);
    const suites = readdirSync(new URL('test/contract/', root))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => [...read(`test/contract/${file}`).matchAll(/export function (\w+Contract)\b/g)])
      .map((match) => match[1] ?? '');
    expect(suites.sort()).toEqual(['adapterContract', 'codecContract']);
    for (const suite of suites) expect(contract).toMatch(new RegExp(`^${suite}\\(`, 'm'));
    expect(`${contract}${neighbours(channel)}`).toContain(`simulators/${channel}/`);
    expect(contract).not.toMatch(/\.(skip|only|todo)\b/);
  });

  it('has payloads with the events they have to become', () => {
    const names = readdirSync(new URL(`test/fixtures/${channel}/`, root));
    expect(names.filter((name) => name.endsWith('.events.json')).length).toBeGreaterThan(20);
  });

  it('takes part in the scenarios of all networks', () => {
    const networks = read('test/scenarios/networks.ts');
    expect(networks).toContain(`simulators/${channel}/index.ts`);
    expect(networks).toMatch(new RegExp(`channel: '${channel}'`));
    const scenarios = readdirSync(new URL('test/scenarios/', root)).filter((name) =>
      name.endsWith('.test.ts'),
    );
    // Some stories are about the house alone: its store, its processes.
    const told = scenarios.map((name) => read(`test/scenarios/${name}`));
    expect(told.filter((story) => story.includes('fourNetworks')).length).toBeGreaterThan(0);
  });

  it('plays in the demonstration', () => {
    expect(read('scripts/demo.ts')).toContain(`./demo/${channel}.ts`);
    expect(existsSync(new URL(`scripts/demo/${channel}.ts`, root))).toBe(true);
  });
});

/** Helpers beside the contract test that open the simulator for it. */
function neighbours(channel: string): string {
  const folder = new URL(`test/channels/${channel}/`, root);
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
}
