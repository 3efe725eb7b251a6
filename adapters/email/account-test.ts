import type { AccountTest } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { connectImap, disconnect } from './imap/connect.ts';
import { imapTrouble } from './imap/errors.ts';
import { chooseFolders } from './imap/folders.ts';
import { tokenSource } from './oauth.ts';
import { providerOf } from './providers.ts';
import type { EmailSettings } from './settings.ts';
import { createMailer } from './smtp/send.ts';

/** Signs in to both servers, looks around and changes nothing. */
export async function testAccount(settings: EmailSettings, signal: AbortSignal): Promise<AccountTest> {
  const incoming = await testImap(settings, signal);
  if ('error' in incoming) return incoming;
  const mailer = createMailer(settings);
  try {
    await mailer.verify();
  } catch (error) {
    const known = error instanceof ChannelError ? error : undefined;
    const field = known?.code === 'unauthorised' ? 'smtp.pass' : 'smtp.host';
    return {
      ok: false,
      error: known?.code ?? 'unknown',
      field,
      detail: known?.message ?? 'The outgoing server did not answer.',
    };
  } finally {
    mailer.close();
  }
  return { ok: true, self: settings.address, name: settings.name ?? settings.address, notes: incoming.notes };
}

async function testImap(
  settings: EmailSettings,
  signal: AbortSignal,
): Promise<{ notes: string[] } | Extract<AccountTest, { ok: false }>> {
  try {
    const client = await connectImap(settings, tokenSource(settings), signal);
    try {
      const folders = await chooseFolders(client, settings.imap.folders);
      return { notes: notesOn(settings, client.capabilities, folders) };
    } finally {
      await disconnect(client);
    }
  } catch (error) {
    const trouble = imapTrouble(error, settings.imap.host);
    const field = trouble.action === 're-authorise' ? 'imap.pass' : 'imap.host';
    return { ok: false, error: trouble.error, field, detail: trouble.detail };
  }
}

function notesOn(
  settings: EmailSettings,
  capabilities: ReadonlyMap<string, unknown>,
  folders: { path: string; role: string }[],
): string[] {
  const notes: string[] = [];
  const read = folders.filter((folder) => folder.role === 'in').map((folder) => folder.path);
  const sent = folders.find((folder) => folder.role === 'sent');
  notes.push(`Reads: ${read.join(', ')}.`);
  const missing = (settings.imap.folders ?? []).filter(
    (name) => !read.some((path) => path.toLowerCase() === name.toLowerCase()),
  );
  if (missing.length > 0) notes.push(`Not found on the server: ${missing.join(', ')}.`);
  notes.push(
    sent === undefined
      ? 'No folder for sent mail was found; copies are not filed.'
      : `Sent mail: ${sent.path}.`,
  );
  if (!capabilities.has('IDLE'))
    notes.push('The server announces no new mail; it is asked every half a minute.');
  for (const provider of new Set([providerOf(settings.imap.host), providerOf(settings.smtp.host)])) {
    if (provider !== undefined) notes.push(provider.note);
  }
  return notes;
}
