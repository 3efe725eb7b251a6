import { startEmbedded } from '../../src/store/embedded/index.ts';

/** A process with an embedded store and nothing else in it: whoever started it is told the address and ends it. */
const [directory] = process.argv.slice(2);
if (directory === undefined || process.send === undefined)
  throw new Error('Started by the bench of the store only');
const store = await startEmbedded({ dir: directory });
process.once('message', () => void store.close().then(() => process.disconnect()));
process.send(store.uriFor('bench'));
