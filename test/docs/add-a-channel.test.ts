import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/add-a-channel.md'), 'utf8');
const COPIED = ['channels', 'adapters', 'src', 'web-inbox/channels', 'test/contract', 'test/support'];
const FILES = ['README.md', 'package.json', 'tsconfig.base.json', 'vitest.config.ts'];

interface Step {
  path: string;
  language: string;
  text: string;
}

/** The page's code blocks in their order; a path in bold names the file of the blocks that follow it. */
function stepsOf(markdown: string): Step[] {
  const steps: Step[] = [];
  let path = '';
  for (const match of markdown.matchAll(/^\*\*([\w./-]+)\*\*$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const [, named, language = '', text = ''] = match;
    if (named === undefined) steps.push({ path, language, text });
    else path = named;
  }
  return steps;
}

const steps = stepsOf(page);
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'okno-channel-'));
  for (const path of [...COPIED, ...FILES]) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const { path, language, text } of steps.filter((step) => step.language !== 'diff')) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text, { flag: 'wx' });
    expect(['ts', 'json']).toContain(language);
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Tables are padded to the width of their widest cell, which a new row may change. */
const unpadded = (path: string, text: string) =>
  path.endsWith('.md') ? text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---') : text;

/** Makes the change of a diff block; its lines without a plus must stand in the file exactly once. */
function applyDiff({ path, text }: Step): void {
  const lines = text.trimEnd().split('\n');
  const side = (mark: string) =>
    lines
      .flatMap((line) => (line.startsWith(mark) || line.startsWith(' ') ? [`${line.slice(1)}\n`] : []))
      .join('');
  const file = unpadded(path, readFileSync(join(copy, path), 'utf8'));
  expect(file.split(side('-')), `${path}: ${side('-')}`).toHaveLength(2);
  writeFileSync(
    join(copy, path),
    file.replace(side('-'), () => side('+')),
  );
}

function run(tool: string, ...args: string[]): { code: number | null; said: string } {
  const done = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: copy,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

describe('a channel added by the page alone', () => {
  test('fits where the page says it is made known', () => {
    const diffs = steps.filter((step) => step.language === 'diff');
    expect(new Set(diffs.map((step) => step.path))).toEqual(
      new Set(['src/registry.ts', 'README.md', 'web-inbox/channels/icons.tsx']),
    );
    for (const diff of diffs) applyDiff(diff);
  });

  test('has the types of the contract, and a codec that needs no platform', () => {
    const own = (folder: string) => steps.map(({ path }) => path).filter((path) => path.startsWith(folder));
    const project = (name: string, files: string[], options: object) => {
      const compilerOptions = { noEmit: true, composite: false, ...options };
      const config = { extends: './tsconfig.base.json', compilerOptions, files };
      writeFileSync(join(copy, name), JSON.stringify(config));
      return run('typescript/bin/tsc', '-p', name);
    };
    const node = {
      types: ['node'],
      module: 'esnext',
      moduleResolution: 'bundler',
      rewriteRelativeImportExtensions: false,
    };
    const code = [...own('adapters/'), ...own('test/'), 'src/registry.ts'].filter((path) =>
      path.endsWith('.ts'),
    );
    expect(project('tsconfig.codec.json', own('channels/'), {})).toEqual({ code: 0, said: '' });
    expect(project('tsconfig.rest.json', code, node)).toEqual({ code: 0, said: '' });
  }, 120_000);

  test('passes every contract suite', () => {
    const report = join(copy, 'report.json');
    const { said } = run(
      'vitest/vitest.mjs',
      'run',
      'test/channels',
      '--reporter=json',
      `--outputFile=${report}`,
    );
    const result = JSON.parse(readFileSync(report, 'utf8'));
    expect(result, said).toMatchObject({ success: true, numFailedTests: 0, numPendingTests: 0 });
    const titles = result.testResults.flatMap((file: { assertionResults: { fullName: string }[] }) =>
      file.assertionResults.map(({ fullName }) => fullName),
    );
    for (const suite of ['decode', 'encode', 'adapter']) {
      expect(
        titles.some((title: string) => title.startsWith(`pigeon: ${suite}`)),
        suite,
      ).toBe(true);
    }
  }, 240_000);
});
