import type { ImapFlow, ListResponse } from 'imapflow';
import { alive } from './connect.ts';

export interface WatchedFolder {
  path: string;
  role: 'in' | 'sent';
}

/** Names under which servers without SPECIAL-USE keep sent mail. */
const SENT_NAMES = new Set(
  [
    'sent',
    'sent items',
    'sent messages',
    'sent mail',
    'отправленные',
    'отправленные письма',
    'исходящие',
    'надіслані',
    'надіслані елементи',
    'відправлені',
    'yuborilgan',
    'yuborilganlar',
    'gesendet',
  ].map((name) => name.toLowerCase()),
);

/** The folders to read, the first one under permanent watch, and where sent mail lies. Missing ones are left out. */
export async function chooseFolders(
  client: ImapFlow,
  wanted: readonly string[] | undefined,
): Promise<WatchedFolder[]> {
  const list = await client.list();
  alive(client, 'LIST');
  const selectable = list.filter(
    (entry) => !entry.flags.has('\\Noselect') && !entry.flags.has('\\NonExistent'),
  );
  const names = wanted !== undefined && wanted.length > 0 ? wanted : ['INBOX'];
  const inbound = names.flatMap((name) => find(selectable, name) ?? []);
  const folders: WatchedFolder[] = inbound.map((entry) => ({ path: entry.path, role: 'in' }));
  const sent = sentFolder(selectable);
  if (sent !== undefined && !folders.some((folder) => folder.path === sent))
    folders.push({ path: sent, role: 'sent' });
  return folders.length > 0 ? folders : [{ path: 'INBOX', role: 'in' }];
}

function find(list: readonly ListResponse[], name: string): ListResponse | undefined {
  return (
    list.find((entry) => entry.path === name) ??
    list.find((entry) => entry.path.toLowerCase() === name.toLowerCase())
  );
}

/** The server's own mark first, then the name, in any language we know. */
export function sentFolder(list: readonly ListResponse[]): string | undefined {
  const marked = list.filter((entry) => entry.specialUse === '\\Sent');
  const own = marked.find((entry) => entry.specialUseSource === 'extension') ?? marked[0];
  return (own ?? list.find((entry) => SENT_NAMES.has(entry.name.toLowerCase())))?.path;
}
