import { readdirSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

/** One part of the bench: does the work, measures its floor in the same run, and answers what it found. */
export type Part = (args: readonly string[]) => Promise<object>;

const here = fileURLToPath(new URL('.', import.meta.url));
const available = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.js') && entry.name !== 'main.js')
  .map((entry) => entry.name.slice(0, -3))
  .sort();

const [wanted, ...args] = process.argv.slice(2);
const names = wanted === undefined || wanted === 'all' ? available : [wanted];
const parts: Record<string, object> = {};
for (const name of names) {
  if (!available.includes(name)) {
    process.stderr.write(`There is no part named "${name}". Parts: ${available.join(', ')}.\n`);
    process.exit(2);
  }
  process.stderr.write(`bench: ${name}...\n`);
  const { run } = (await import(new URL(`./${name}.js`, import.meta.url).href)) as { run: Part };
  try {
    parts[name] = await run(args);
  } catch (error) {
    process.exitCode = 1;
    parts[name] = { error: error instanceof Error ? error.message : String(error) };
  }
}
const machine = {
  node: process.version,
  cores: os.availableParallelism(),
  memoryMb: Math.round(os.totalmem() / 2 ** 20),
};
process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, parts }, null, 2)}\n`);
