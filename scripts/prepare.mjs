import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const SERVICE = ['channels', 'adapters', 'src', 'scripts', 'bench', 'test/simulators', 'test/embedded/crash'];
const BUNDLE = ['channels', 'adapters', 'src', 'scripts/bundle.mjs', 'scripts/serve.mjs'];
const SCREEN = ['channels', 'src/api', 'web-inbox'];
const SHAPE = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];

/** Installs what the lock file names and builds what changed since the last time; ends the process on failure. */
export function prepare() {
  process.chdir(root);
  requireNode();
  if (!installed()) install();
  if (existsSync(join(root, 'web-inbox/vite.config.ts'))) {
    const config = ['--config', 'web-inbox/vite.config.ts'];
    build('web', SCREEN, () => tool('vite', ['build', ...config, '--logLevel', 'warn']));
  }
  build('service', SERVICE, () => tool('tsc', ['-b', 'src', 'scripts', 'bench']));
  build('bundle', BUNDLE, () => node('scripts/bundle.mjs'));
}

/**
 * Exactly what the lock file names. A registry that does not serve other platforms' optional packages leaves them out
 * of the lock, which `ci` refuses; `install` takes the same versions and does not mind.
 */
function install() {
  process.stderr.write('Installing dependencies...\n');
  const done = spawnSync('npm', ['ci'], { cwd: root, stdio: 'ignore' });
  if (done.status !== 0) run('npm', ['install', '--no-save'], 'Installing without the exact check');
}

/** Runs an installed tool and gives its exit code. */
export function tool(name, args) {
  return node(binOf(name), args);
}

function node(file, args = []) {
  return spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function binOf(name) {
  const folder = { tsc: 'typescript', biome: '@biomejs/biome' }[name] ?? name;
  const { bin } = JSON.parse(readFileSync(join(root, 'node_modules', folder, 'package.json'), 'utf8'));
  return join(root, 'node_modules', folder, typeof bin === 'string' ? bin : bin[name]);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Okno needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one and try again.`,
  );
}

/** Whether node_modules holds what the lock file names; optional packages of other platforms do not count. */
function installed() {
  const have = packagesOf('node_modules/.package-lock.json');
  if (have === undefined) return false;
  return Object.entries(packagesOf('package-lock.json') ?? {}).every(
    ([path, wanted]) => path === '' || wanted.optional || have[path]?.version === wanted.version,
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function build(name, folders, work) {
  const stamp = join(root, 'dist', `.built-${name}`);
  const print = fingerprint(folders);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  process.stderr.write(`Building the ${name}...\n`);
  if (work() !== 0) fail(`The ${name} does not build; the reasons stand above.`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, print);
}

/** Names, sizes and times of all sources, and whose compiled code is kept: a quick "nothing changed". */
function fingerprint(folders) {
  const hash = createHash('sha256').update(process.version);
  const visit = (path) => {
    const facts = statSync(join(root, path), { throwIfNoEntry: false });
    if (facts === undefined) return;
    if (!facts.isDirectory()) hash.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
    else for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
  };
  for (const path of [...SHAPE, ...folders]) visit(path);
  return hash.digest('hex');
}

function run(command, args, what) {
  process.stderr.write(`${what}...\n`);
  const done = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2] });
  if (done.status !== 0) fail(`"${command} ${args.join(' ')}" failed; the reasons stand above.`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
