import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { restoreStore } from '../src/store/embedded/care/index.ts';

const USAGE = `Usage: npm run restore -- <backup folder>

Puts a backup into DATA_DIR (./data), which must hold no database yet, and checks it. The service must not run.`;

const BESIDE = ['files', 'secret'];

const [folder, ...others] = process.argv.slice(2);
if (folder === undefined || folder.startsWith('-') || others.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  const source = resolve(folder);
  const directory = resolve(process.env.DATA_DIR ?? 'data');
  try {
    const { documents } = await restoreStore(source, directory);
    for (const name of BESIDE) {
      if (existsSync(join(source, name)))
        cpSync(join(source, name), join(directory, name), { recursive: true });
    }
    process.stdout.write(`${directory} holds the ${documents} documents of the backup, all checked.\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
