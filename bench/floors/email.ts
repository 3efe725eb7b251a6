import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';

/** Letters a second of a loop that fetches and parses a mailbox and does nothing else. */
export async function mailboxFloor(
  port: number,
  user: string,
  pass: string,
): Promise<{ count: number; perSecond: number }> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user, pass },
    logger: false,
  });
  client.on('error', () => undefined);
  const begun = performance.now();
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  let count = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true })) {
    if (source === undefined) continue;
    await simpleParser(source, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      keepDeliveryStatus: true,
    });
    count += 1;
  }
  const span = performance.now() - begun;
  await client.logout();
  return { count, perSecond: Math.round((count / span) * 1000) };
}
