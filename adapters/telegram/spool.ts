import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '../../channels/contract.ts';

/** Envelopes that could not be stored yet, one file each, in the order of their coming. */
export class Spool {
  readonly #folder: string;
  #counter = 0;
  /** Undefined until the folder has been looked at once. */
  #waiting: string[] | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** True while something is known to wait. */
  get filled(): boolean {
    return (this.#waiting?.length ?? 0) > 0;
  }

  /** Resolves when the envelope is on the disk. */
  async add(envelope: Envelope): Promise<void> {
    const waiting = await this.#names();
    this.#counter += 1;
    const name = `${String(Date.now()).padStart(15, '0')}-${String(this.#counter).padStart(9, '0')}-${process.pid}.json`;
    const path = join(this.#folder, name);
    const file = await open(`${path}.part`, 'w');
    try {
      const bytes = Buffer.from(envelope.bytes).toString('base64');
      await file.writeFile(JSON.stringify({ ...envelope, bytes }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    waiting.push(name);
  }

  /** Hands everything to `accept`, oldest first, and forgets what it took. Rejects with its error. */
  async drain(accept: (envelopes: Envelope[]) => Promise<void>): Promise<number> {
    const waiting = await this.#names();
    let done = 0;
    for (let name = waiting[0]; name !== undefined; name = waiting[0]) {
      const path = join(this.#folder, name);
      const kept = JSON.parse(await readFile(path, 'utf8')) as Omit<Envelope, 'bytes'> & { bytes: string };
      await accept([{ ...kept, bytes: Uint8Array.from(Buffer.from(kept.bytes, 'base64')) }]);
      await rm(path);
      waiting.shift();
      done += 1;
    }
    return done;
  }

  async #names(): Promise<string[]> {
    if (this.#waiting !== undefined) return this.#waiting;
    await mkdir(this.#folder, { recursive: true });
    const names = await readdir(this.#folder);
    this.#waiting ??= names.filter((name) => name.endsWith('.json')).sort();
    return this.#waiting;
  }
}
