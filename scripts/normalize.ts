import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { AccountView, Channel } from '../channels/contract.ts';
import { accountId, channelName } from '../channels/ids.ts';
import { createRegistry } from '../src/registry.ts';

const USAGE = `Usage: npm run normalize -- <channel> <file>... [--self <own address or id>]

Prints one JSON line for every event that the channel's codec makes of each file: a JSON update as the network sends
it, or a letter as .eml. What cannot be read becomes a line of kind "quarantined".`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { self: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
const registry = createRegistry();
const [name = '', ...files] = positionals;
const channel = registry.get(channelName(name));

if (values.help || channel === undefined || files.length === 0) {
  const known = [...registry.keys()].join(', ');
  process.stderr.write(`${USAGE}\n\nChannels: ${known}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const account: AccountView = {
    id: accountId('normalize'),
    ...(values.self === undefined ? {} : { self: values.self }),
  };
  for (const file of files) {
    for (const line of await linesOf(channel, file, account))
      process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

async function linesOf({ codec, readRaw }: Channel, file: string, account: AccountView): Promise<object[]> {
  try {
    return codec.decode(await readRaw(await readFile(file), undefined), account);
  } catch (error) {
    return [
      { kind: 'quarantined', file, detail: error instanceof Error ? error.message : 'It cannot be read.' },
    ];
  }
}
