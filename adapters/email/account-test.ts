import type { AccountNote, AccountTest } from '../../channels/contract.ts';
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
      ...hintOn(settings.smtp.host, known?.code),
    };
  } finally {
    mailer.close();
  }
  return { ok: true, self: settings.address, name: settings.name ?? settings.address, notes: incoming.notes };
}

async function testImap(
  settings: EmailSettings,
  signal: AbortSignal,
): Promise<{ notes: AccountNote[] } | Extract<AccountTest, { ok: false }>> {
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
    return {
      ok: false,
      error: trouble.error,
      field,
      detail: trouble.detail,
      ...hintOn(settings.imap.host, trouble.error),
    };
  }
}

/** How the provider wants its users to sign in, where a login was refused. */
function hintOn(host: string, error: string | undefined): { hint?: AccountNote } {
  const provider = error === 'unauthorised' ? providerOf(host) : undefined;
  return provider === undefined ? {} : { hint: { code: provider.signIn, provider: provider.name } };
}

function notesOn(
  settings: EmailSettings,
  capabilities: ReadonlyMap<string, unknown>,
  folders: { path: string; role: string }[],
): AccountNote[] {
  const notes: AccountNote[] = [];
  const read = folders.filter((folder) => folder.role === 'in').map((folder) => folder.path);
  const sent = folders.find((folder) => folder.role === 'sent');
  notes.push({ code: 'folders-read', folders: read.join(', ') });
  const missing = (settings.imap.folders ?? []).filter(
    (name) => !read.some((path) => path.toLowerCase() === name.toLowerCase()),
  );
  if (missing.length > 0) notes.push({ code: 'folders-missing', folders: missing.join(', ') });
  notes.push(sent === undefined ? { code: 'no-sent-folder' } : { code: 'sent-folder', folder: sent.path });
  if (!capabilities.has('IDLE')) notes.push({ code: 'no-push-of-mail' });
  for (const provider of new Set([providerOf(settings.imap.host), providerOf(settings.smtp.host)])) {
    for (const note of provider?.notes ?? []) notes.push({ ...note, provider: provider?.name ?? '' });
  }
  return notes;
}
