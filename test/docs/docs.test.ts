import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../src/config.ts';
import { createRegistry } from '../../src/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
};

/** Rows of the first table below a heading, as trimmed cells. */
function tableAfter(heading: string): string[][] {
  const start = readme.indexOf(`\n## ${heading}`);
  const lines = readme.slice(start + 1).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
const bare = (cell: string | undefined) => (cell ?? '').replace(/`/g, '');

describe('the README', () => {
  test('describes exactly the variables that are read', () => {
    const rows = tableAfter('Environment').map(([name, fallback, about]) => [
      bare(name),
      bare(fallback),
      about,
    ]);
    const schema = Object.entries(ENVIRONMENT).map(([name, { fallback, about }]) => [name, fallback, about]);
    expect(rows).toEqual(schema);
  });

  test('lists exactly the channels that are registered', () => {
    const rows = tableAfter('Channels').map(([name]) => bare(name));
    expect(rows.sort()).toEqual([...createRegistry().keys()].sort());
  });

  test('names the variables from which each channel provisions accounts', () => {
    const documented = new Map(
      [...readme.matchAll(/^\| (`[A-Z_`, ]+`) +\| `(\w+)` +\|$/gm)].map((match) => [
        match[2],
        bare(match[1]).split(', ').sort(),
      ]),
    );
    for (const [name, channel] of createRegistry()) {
      const asked = new Set<string>();
      const env = new Proxy({} as Record<string, string>, {
        get: (_target, variable) => {
          asked.add(String(variable));
          return 'https://user:word@localhost';
        },
      });
      channel.fromEnvironment(env);
      expect([...asked].sort(), name).toEqual(documented.get(name));
    }
  });

  test('gives a reason for every dependency', () => {
    const rows = tableAfter('Why these libraries');
    expect(rows.map(([name]) => bare(name))).toEqual(Object.keys(packageJson.dependencies).sort());
    for (const [name, reason] of rows) expect(reason?.length, name).toBeGreaterThan(20);
  });

  test('names only commands that exist', () => {
    const named = [...readme.matchAll(/`npm (?:run )?([a-z-]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(Object.keys(packageJson.scripts)).toContain(name);
  });
});

describe('every page', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  test.each(pages)('%s links to what is there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    for (const link of links.filter((target) => !/^https?:/.test(target))) {
      expect(() => readFileSync(join(root, dirname(page), link)), link).not.toThrow();
    }
  });

  test.each(pages)('%s names folders and files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const paths = [
      ...text.matchAll(/`((?:src|channels|adapters|test|web-inbox|docs|scripts|bench)\/[\w./-]*)`/g),
    ].map((match) => match[1] ?? '');
    for (const path of paths) expect(existsAnywhere(path), path).toBe(true);
  });
});

function existsAnywhere(path: string): boolean {
  const [parent, name] = [dirname(path), path.replace(/\/$/, '').split('/').pop() ?? ''];
  try {
    return readdirSync(join(root, parent)).includes(name);
  } catch {
    return false;
  }
}
