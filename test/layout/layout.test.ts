import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesBelow(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else found.push(path);
  }
  return found;
}
const isCode = (path: string) => /\.(ts|tsx|mjs|css)$/.test(path);
const foldersIn = (folder: string) =>
  readdirSync(join(root, folder)).filter((name) => statSync(join(root, folder, name)).isDirectory());
const networks = foldersIn('channels');

/** Paths (from the root) that a file imports by relative specifiers. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) => relative(root, resolve(root, dirname(path), specifier)));
}

/** Packages that a file imports by name. */
function packagesOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^'\n]*?from '([^.'][^']*)'/gm)].map((match) => match[1] ?? '');
}

/** What code says, without the words that explain it. */
function withoutComments(path: string): string {
  return readFileSync(join(root, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

describe('the layout of the house', () => {
  test('every network has a folder of each kind', () => {
    expect(networks.length).toBeGreaterThan(0);
    expect(foldersIn('adapters')).toEqual(networks);
  });

  test('no file is longer than 400 lines', () => {
    const long = ['channels', 'adapters', 'src', 'web-inbox', 'scripts', 'bench', 'test']
      .flatMap(filesBelow)
      .filter(isCode)
      .filter((path) => readFileSync(join(root, path), 'utf8').split('\n').length > 401);
    expect(long).toEqual([]);
  });

  test('shared code names no network', () => {
    const mayName = /^src\/(main|registry|inbox)\.ts$|^web-inbox\/channels\//;
    // An email address is also an ordinary fact of a person; there, only what compares a channel with it is wrong.
    const names = networks.filter((name) => name !== 'email');
    const named = new RegExp(`['"\`./_-](${names.join('|')})['"\`./_-]`, 'i');
    const compared = new RegExp(`channel\\w*(\\.\\w+)*\\s*[!=]==?\\s*['"](${networks.join('|')})['"]`, 'i');
    const naming = ['src', 'web-inbox']
      .flatMap(filesBelow)
      .filter((path) => isCode(path) && !mayName.test(path))
      .filter((path) => named.test(withoutComments(path)) || compared.test(withoutComments(path)));
    expect(naming).toEqual([]);
  });
});

describe('the direction of dependencies', () => {
  const rules: { from: RegExp; folder: string; may: RegExp }[] = [
    { from: /^channels\//, folder: 'channels', may: /^channels\// },
    { from: /^adapters\//, folder: 'adapters', may: /^(channels|adapters)\// },
    { from: /^src\/store\/embedded\//, folder: 'src', may: /^src\/store\/embedded\// },
    { from: /^src\/(registry|inbox)\.ts$/, folder: 'src', may: /^(src|channels|adapters)\// },
    {
      from: /^src\/(?!store\/embedded\/|(registry|inbox)\.ts)/,
      folder: 'src',
      may: /^(src\/|channels\/[\w-]+\.ts$)/,
    },
    {
      from: /^web-inbox\//,
      folder: 'web-inbox',
      may: /^(web-inbox\/|channels\/[\w-]+\.ts$|src\/api\/protocol(\.ts|\/))/,
    },
  ];

  test.each(rules)('$from imports only $may', ({ from, folder, may }) => {
    const wrong = filesBelow(folder)
      .filter((path) => isCode(path) && from.test(path))
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => !may.test(target))
          .map((target) => `${path} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('one network knows nothing of another', () => {
    const wrong = ['channels', 'adapters'].flatMap((folder) =>
      networks.flatMap((network) =>
        filesBelow(join(folder, network))
          .filter(isCode)
          .flatMap((path) => importsOf(path).map((target) => ({ path, target })))
          .filter(({ target }) =>
            networks.some((other) => other !== network && target.split('/')[1] === other),
          )
          .map(({ path, target }) => `${path} -> ${target}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('channels import no package at all', () => {
    const wrong = filesBelow('channels')
      .filter(isCode)
      .flatMap((path) => packagesOf(path).map((name) => `${path} -> ${name}`));
    expect(wrong).toEqual([]);
  });

  test('what the browser shares with the service needs nothing of Node', () => {
    const wrong = filesBelow('src/api/protocol')
      .flatMap((path) => packagesOf(path).map((name) => `${path} -> ${name}`))
      .filter((line) => !line.endsWith('-> zod'));
    expect(wrong).toEqual([]);
  });
});
