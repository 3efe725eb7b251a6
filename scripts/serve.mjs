import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

// Runs the built service. A third of its start would be compiling, so the build keeps the compiled code beside it; code
// of another version of Node is refused by V8, and everything is compiled again.
const file = fileURLToPath(new URL('../dist/okno/service.js', import.meta.url));
const compiled = `${file}.compiled`;
const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
  filename: file,
  ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
});
const service = { exports: {} };
script.runInThisContext()(service.exports, createRequire(file), service, file, dirname(file));
if (process.argv.includes('--keep-compiled')) {
  process.once('exit', (code) => {
    if (code === 0) writeFileSync(compiled, script.createCachedData());
  });
}
