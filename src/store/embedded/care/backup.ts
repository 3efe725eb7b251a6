import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FORMAT, isReadable } from '../catalog/catalog.ts';
import { DATA_FILE } from '../kv/lmdb.ts';
import { LOG_FILES } from '../kv/log.ts';
import { openKv } from '../kv/open.ts';
import { claimDirectory } from '../lock.ts';
import { createEngine, type Engine } from '../store/engine.ts';
import { type Verification, verifyStore } from './verify.ts';

const MANIFEST = 'backup.json';

/** What lies beside the data in a backup folder. */
export interface Manifest {
  readonly format: number;
  readonly takenAt: string;
  readonly sha256: string;
  readonly bytes: number;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Copies the store, while it is in use, into a folder that holds no backup yet: the state of one moment, without
 * the free pages. Throws a sentence when the folder cannot take it.
 */
export async function backupStore({ kv }: Engine, folder: string): Promise<Manifest> {
  const target = resolve(folder);
  const file = join(target, DATA_FILE);
  if (existsSync(file)) throw new Error(`The folder ${target} holds a backup already: name an empty folder.`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const partial = `${file}.part`;
  rmSync(partial, { force: true });
  await kv.backup(partial);
  const digest = await sha256(partial);
  const { size } = statSync(partial);
  const manifest: Manifest = {
    format: FORMAT,
    takenAt: new Date().toISOString(),
    sha256: digest,
    bytes: size,
  };
  renameSync(partial, file);
  writeFileSync(join(target, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return manifest;
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest;
  } catch (error) {
    throw new Error(`The folder ${folder} holds no backup: ${MANIFEST} cannot be read.`, { cause: error });
  }
}

/**
 * Puts a backup into a data folder that holds no data and checks it: its checksum, its counters, every index.
 * Throws a sentence, and leaves the folder without data, when anything differs.
 */
export async function restoreStore(backup: string, directory: string): Promise<Verification> {
  const source = resolve(backup);
  const target = resolve(directory);
  const manifest = readManifest(source);
  if (!isReadable(manifest.format)) {
    throw new Error(`The backup has format ${manifest.format} and this version reads format ${FORMAT}.`);
  }
  const release = claimDirectory(target);
  const file = join(target, DATA_FILE);
  try {
    if ([DATA_FILE, ...LOG_FILES].some((name) => existsSync(join(target, name))))
      throw new Error(`The folder ${target} holds data already: name another or move it away.`);
    if ((await sha256(join(source, DATA_FILE))) !== manifest.sha256) {
      throw new Error(`The backup in ${source} is damaged: its checksum is not the one it was taken with.`);
    }
    await copyFile(join(source, DATA_FILE), file);
    const engine = createEngine(openKv(target));
    const found = await verifyStore(engine).finally(() => engine.close());
    if (found.problems.length > 0) {
      for (const name of [DATA_FILE, ...LOG_FILES]) rmSync(join(target, name), { force: true });
      throw new Error(`The backup in ${source} does not agree with itself: ${found.problems[0]}`);
    }
    return found;
  } finally {
    release();
  }
}
