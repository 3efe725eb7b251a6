import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MongoClient } from 'mongodb';
import { backupFolder, readAddress } from '../src/store/embedded/care/index.ts';

const USAGE = `Usage: npm run backup -- <empty folder>

Copies the database, the files and the secret of DATA_DIR (./data) into the folder. The service may run meanwhile.`;

const BESIDE = ['files', 'secret'];

const [folder, ...others] = process.argv.slice(2);
if (folder === undefined || folder.startsWith('-') || others.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  try {
    await backup(resolve(process.env.DATA_DIR ?? 'data'), resolve(folder));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function backup(directory: string, target: string): Promise<void> {
  if (!existsSync(join(directory, 'data.mdb')))
    throw new Error(`There is no database in ${directory}: set DATA_DIR.`);
  const address = readAddress(directory);
  if (address === undefined || !(await backupRunning(address, target))) await backupFolder(directory, target);
  for (const name of BESIDE) {
    const source = join(directory, name);
    if (existsSync(source))
      cpSync(source, join(target, name), { recursive: true, errorOnExist: true, force: false });
  }
  process.stdout.write(`The backup of ${directory} is in ${target}.\n`);
}

/** False when nobody answers at the address: what left it there was killed. */
async function backupRunning(address: string, target: string): Promise<boolean> {
  const client = new MongoClient(address, { serverSelectionTimeoutMS: 2_000 });
  try {
    await client.connect();
  } catch {
    return false;
  }
  try {
    await client.db('admin').command({ backup: target });
    return true;
  } finally {
    await client.close();
  }
}
