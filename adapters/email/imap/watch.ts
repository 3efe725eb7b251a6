import type { ImapFlow } from 'imapflow';
import { alive } from './connect.ts';
import { chooseFolders, type WatchedFolder } from './folders.ts';
import { type SyncContext, syncFolder } from './sync.ts';

export interface WatchTiming {
  /** Between passes when nothing is announced. */
  pollMs: number;
  /** The same for servers that announce nothing. */
  pollNoIdleMs: number;
  /** Between passes that look for UIDs that became visible late. */
  slowMs: number;
}

/** Reads all folders, then follows them until the connection ends or `signal` fires. Throws on loss. */
export async function watch(
  client: ImapFlow,
  wanted: readonly string[] | undefined,
  context: SyncContext,
  timing: WatchTiming,
  signal: AbortSignal,
  online: (folders: WatchedFolder[]) => void,
): Promise<void> {
  const folders = await chooseFolders(client, wanted);
  for (const folder of folders) await syncFolder(client, folder, context, true);
  online(folders);
  const [primary, ...others] = folders;
  if (primary === undefined) return;
  const poll = client.capabilities.has('IDLE') ? timing.pollMs : timing.pollNoIdleMs;
  let slowAt = context.now() + timing.slowMs;
  let othersAt = context.now() + poll;
  while (!signal.aborted) {
    await ensureOpen(client, primary);
    await news(client, primary.path, poll, signal);
    if (signal.aborted) return;
    alive(client, 'IDLE');
    const slow = context.now() >= slowAt;
    if (slow) slowAt = context.now() + timing.slowMs;
    await syncFolder(client, primary, context, slow);
    if (context.now() < othersAt && !slow) continue;
    othersAt = context.now() + poll;
    for (const folder of others)
      if (slow || (await changed(client, folder, context))) await syncFolder(client, folder, context, slow);
  }
}

/** IDLE follows the selected folder only. */
async function ensureOpen(client: ImapFlow, folder: WatchedFolder): Promise<void> {
  if (client.mailbox && client.mailbox.path === folder.path) return;
  await client.mailboxOpen(folder.path, { readOnly: true });
  alive(client, 'SELECT');
}

async function changed(client: ImapFlow, folder: WatchedFolder, context: SyncContext): Promise<boolean> {
  const status = await client.status(folder.path, { uidNext: true, uidValidity: true });
  alive(client, 'STATUS');
  const known = context.cursor[folder.path];
  if (!status || known === undefined) return true;
  return String(status.uidValidity) !== known.uidValidity || (status.uidNext ?? 0) > known.lastUid + 1;
}

/** Resolves when the server announces something, the connection closes, the time is up, or all is to end. */
function news(client: ImapFlow, path: string, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      client.off('exists', announced);
      client.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const announced = (event: { path: string; count: number; prevCount: number }) => {
      if (event.path === path && event.count > event.prevCount) done();
    };
    const timer = setTimeout(done, ms);
    client.on('exists', announced);
    client.on('close', done);
    signal.addEventListener('abort', done, { once: true });
    if (!client.usable || signal.aborted) done();
  });
}
