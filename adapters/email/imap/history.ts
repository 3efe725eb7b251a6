import type { Envelope } from '../../../channels/contract.ts';
import type { TokenSource } from '../oauth.ts';
import type { EmailSettings } from '../settings.ts';
import { connectImap, disconnect, searchUids } from './connect.ts';
import { envelopeOf, type Place } from './envelope.ts';
import { batches, fetchLetters, listLetters } from './fetch.ts';
import { chooseFolders } from './folders.ts';

/** Letters since a moment, folder by folder, oldest first within each; on a connection of its own. */
export async function* pastLetters(
  settings: EmailSettings,
  tokens: TokenSource | undefined,
  since: number,
  now: () => number,
  signal: AbortSignal,
): AsyncIterable<Envelope[]> {
  const client = await connectImap(settings, tokens, signal);
  try {
    for (const folder of await chooseFolders(client, settings.imap.folders)) {
      const box = await client.mailboxOpen(folder.path, { readOnly: true });
      const found = await searchUids(client, { since: new Date(since) });
      const place: Place = { folder, uidValidity: String(box.uidValidity), backfill: true };
      const listed = await listLetters(client, found);
      for (const group of batches(listed)) {
        if (signal.aborted) return;
        yield (await fetchLetters(client, group)).map((letter) => envelopeOf(letter, place, now()));
      }
    }
  } finally {
    await disconnect(client);
  }
}
