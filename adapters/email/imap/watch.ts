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
  const [primary, ...others] = folders;
  if (primary === undefined) return online(folders);
  const growth = listen(client, primary.path);
  for (const folder of folders) await syncFolder(client, folder, context, true);
  if (others.length > 0) await syncFolder(client, primary, context, false);
  online(folders);
  const poll = client.capabilities.has('IDLE') ? timing.pollMs : timing.pollNoIdleMs;
  let slowAt = context.now() + timing.slowMs;
  let othersAt = context.now() + poll;
  while (!signal.aborted) {
    await growth.wait(poll, signal);
    if (signal.aborted) return;
    alive(client, 'IDLE');
    const slow = context.now() >= slowAt;
    if (slow) slowAt = context.now() + timing.slowMs;
    await syncFolder(client, primary, context, slow);
    if (context.now() < othersAt && !slow) continue;
    othersAt = context.now() + poll;
    let left = false;
    for (const folder of others) {
      if (!slow && !(await changed(client, folder, context))) continue;
      await syncFolder(client, folder, context, slow);
      left = true;
    }
    // IDLE follows the selected folder only, and what came while another one was selected is not announced.
    if (left) await syncFolder(client, primary, context, false);
  }
}

async function changed(client: ImapFlow, folder: WatchedFolder, context: SyncContext): Promise<boolean> {
  const status = await client.status(folder.path, { uidNext: true, uidValidity: true });
  alive(client, 'STATUS');
  const known = context.cursor[folder.path];
  if (!status || known === undefined) return true;
  return String(status.uidValidity) !== known.uidValidity || (status.uidNext ?? 0) > known.lastUid + 1;
}

/**
 * Hears of new letters from now on, also while a pass is under way: the server says it once, and a letter that comes
 * behind the one being taken in would wait for the next poll.
 */
function listen(client: ImapFlow, path: string) {
  let grown = false;
  let wake = () => {};
  const heard = () => {
    grown = true;
    wake();
  };
  client.on('exists', (event: { path: string; count: number; prevCount: number }) => {
    if (event.path === path && event.count > event.prevCount) heard();
  });
  client.on('close', heard);
  return {
    /** Resolves when there is news not waited for before, the connection closed, the time is up, or all is to end. */
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (!grown && client.usable && !signal.aborted) {
        // At once instead of after the library's pause. It ends with the next command; a failure shows there too.
        if (client.capabilities.has('IDLE')) client.idle().catch(() => undefined);
        await new Promise<void>((resolve) => {
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          const timer = setTimeout(wake, ms);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
      grown = false;
    },
  };
}
