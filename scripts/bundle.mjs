import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const place = join(root, 'dist', 'okno');
const dir = `${place}.new`;
const old = `${place}.old`;
const common = {
  cwd: root,
  platform: 'node',
  transform: { target: 'node20.19' },
  // What has native parts stays where npm put it.
  external: ['lmdb', 'sharp', '@node-rs/argon2'],
};

// The service is one script and not a module: only of a script can the compiled code be kept.
await build({
  ...common,
  input: { service: 'src/main.ts' },
  output: {
    dir,
    cleanDir: true,
    format: 'cjs',
    charset: 'ascii',
    comments: false,
    codeSplitting: false,
    dynamicImportInCjs: false,
  },
});
await build({
  ...common,
  input: {
    worker: 'src/store/embedded/worker.ts',
    'applier-thread': 'src/store/embedded/kv/applier-thread.ts',
  },
  output: { dir, chunkFileNames: '[name].js' },
});
// A service that starts at this moment finds all of the one or all of the other.
rmSync(old, { recursive: true, force: true });
if (existsSync(place)) renameSync(place, old);
renameSync(dir, place);
rmSync(old, { recursive: true, force: true });
await firstRun();

/** Starts it once on an empty folder, for the compiled code of a start. Without it every start takes longer. */
async function firstRun() {
  const { PATH, SystemRoot } = process.env;
  const data = mkdtempSync(join(tmpdir(), 'okno-build-'));
  const child = spawn(process.execPath, [join(root, 'scripts', 'serve.mjs'), '--keep-compiled'], {
    env: { PATH, SystemRoot, DATA_DIR: data, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  await new Promise((ended) => child.once('close', ended));
  rmSync(data, { recursive: true, force: true });
}
