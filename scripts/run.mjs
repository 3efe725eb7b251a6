import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

const [name = '', ...args] = process.argv.slice(2);
const calledFrom = process.env.INIT_CWD ?? process.cwd();
prepare();
const file = join(root, 'dist', name === 'bench' ? 'bench/main.js' : `scripts/${name}.js`);
if (!existsSync(file)) {
  process.stderr.write(`There is no command named "${name}".\n`);
  process.exit(1);
}
process.argv = [process.argv[0], file, ...args];
// Paths among the arguments are meant from where the person stands, not from where the project lies.
process.chdir(calledFrom);
await import(pathToFileURL(file).href);
