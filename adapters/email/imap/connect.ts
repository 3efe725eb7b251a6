import type { ImapFlow, SearchObject } from 'imapflow';
import type { TokenSource } from '../oauth.ts';
import { demandsStartTls, type EmailSettings } from '../settings.ts';
import { ConnectionLost } from './errors.ts';

/** Larger answers end the connection instead of the process. */
const MAX_LITERAL = 100 * 1024 * 1024;

/** A connected client. One object serves one connection; after a loss make another. Rejects with the client's error. */
export async function connectImap(
  settings: EmailSettings,
  tokens: TokenSource | undefined,
  signal: AbortSignal,
): Promise<ImapFlow> {
  const { host, port, secure, user, pass } = settings.imap;
  const auth = tokens === undefined ? { user, pass } : { user, accessToken: await tokens() };
  // Large, and of no use to a house without a mailbox.
  const { ImapFlow: Client } = await import('imapflow');
  const client = new Client({
    host,
    port,
    secure,
    auth,
    logger: false,
    clientInfo: { name: 'Okno' },
    missingIdleCommand: 'NOOP',
    maxIdleTime: 5 * 60_000,
    autoIdleDelay: 200,
    connectionTimeout: 30_000,
    greetingTimeout: 20_000,
    // The watch asks something every minute: longer silence is a dead wire.
    socketTimeout: 150_000,
    maxLiteralSize: MAX_LITERAL,
    ...(demandsStartTls(settings.imap) ? { doSTARTTLS: true } : {}),
  });
  // Without a listener an error event ends the process; what went wrong reaches us through the calls.
  client.on('error', () => undefined);
  const abort = () => client.close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  if (signal.aborted) {
    client.close();
    throw new ConnectionLost('connect');
  }
  return client;
}

/** Ends politely, but not for long. */
export async function disconnect(client: ImapFlow): Promise<void> {
  if (!client.usable) return client.close();
  const timer = setTimeout(() => client.close(), 2000);
  await client.logout().catch(() => undefined);
  clearTimeout(timer);
  client.close();
}

/** A closed client answers with empty results: nothing may be concluded from one. */
export function alive(client: ImapFlow, during: string): void {
  if (!client.usable) throw new ConnectionLost(during);
}

/** UIDs that match, ascending. Rejects when the server refuses: "nothing found" must never be concluded from that. */
export async function searchUids(client: ImapFlow, query: SearchObject): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  alive(client, 'SEARCH');
  if (!Array.isArray(found)) throw new Error('the server refused to search');
  return found.sort((a, b) => a - b);
}
