import type { ImapFlow } from 'imapflow';
import type { TokenSource } from '../oauth.ts';
import type { EmailSettings } from '../settings.ts';
import { alive, connectImap, disconnect, searchUids } from './connect.ts';
import { pack } from './cursor.ts';
import { imapTrouble } from './errors.ts';
import { sentFolder } from './folders.ts';

const IDLE_MS = 30_000;
/** After a refused login nobody tries another one for so long: providers lock accounts that insist. */
const REFUSED_MS = 10 * 60_000;

/** A second connection for what must not disturb the watch: the Sent folder, and files of letters. Closed when unused. */
export class SideDoor {
  private readonly settings: EmailSettings;
  private readonly tokens: TokenSource | undefined;
  private client: ImapFlow | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private sentPath: string | undefined;
  private refusal: { error: unknown; until: number } | undefined;

  constructor(settings: EmailSettings, tokens: TokenSource | undefined) {
    this.settings = settings;
    this.tokens = tokens;
  }

  /** Whether a letter with this Message-ID lies in the Sent folder. */
  hasSent(messageId: string, signal: AbortSignal): Promise<boolean> {
    return this.use(signal, async (client) => {
      const path = await this.sent(client);
      if (path === undefined) return false;
      await client.mailboxOpen(path, { readOnly: true });
      return (await searchUids(client, { header: { 'message-id': messageId } })).length > 0;
    });
  }

  /** Files a copy unless one is there already. */
  saveSent(raw: Buffer, messageId: string, at: number, signal: AbortSignal): Promise<void> {
    return this.use(signal, async (client) => {
      const path = await this.sent(client);
      if (path === undefined) return;
      await client.mailboxOpen(path, { readOnly: true });
      if ((await searchUids(client, { header: { 'message-id': messageId } })).length > 0) return;
      await client.append(path, raw, ['\\Seen'], new Date(at));
      alive(client, 'APPEND');
    });
  }

  /** The whole letter at a place; by its Message-ID where the place no longer holds. Undefined when it is gone. */
  letter(place: LetterPlace, signal: AbortSignal): Promise<Buffer | undefined> {
    return this.use(signal, async (client) => {
      const uid = await locate(client, place);
      if (uid === undefined) return undefined;
      const row = await client.fetchOne(pack([uid]), { uid: true, source: true }, { uid: true });
      alive(client, 'FETCH');
      return row ? row.source : undefined;
    });
  }

  /** One part's decoded bytes, for letters too large to fetch whole. */
  part(place: LetterPlace, part: string, signal: AbortSignal): Promise<Buffer | undefined> {
    return this.use(signal, async (client) => {
      const uid = await locate(client, place);
      if (uid === undefined) return undefined;
      const { content } = await client.download(String(uid), part, { uid: true });
      if (content === undefined) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(Buffer.from(chunk));
      alive(client, 'FETCH');
      return Buffer.concat(chunks);
    });
  }

  /** Waits for what is under way and ends the connection. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.queue.catch(() => undefined);
    await this.leave();
  }

  private use<T>(signal: AbortSignal, work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const run = this.queue.catch(() => undefined).then(() => this.session(signal, work));
    this.queue = run.catch(() => undefined);
    return run;
  }

  private async session<T>(signal: AbortSignal, work: (client: ImapFlow) => Promise<T>): Promise<T> {
    clearTimeout(this.timer);
    if (!this.client?.usable) this.client = await this.connect(signal);
    try {
      return await work(this.client);
    } finally {
      this.timer = setTimeout(() => void this.leave(), IDLE_MS);
      this.timer.unref();
    }
  }

  private async connect(signal: AbortSignal): Promise<ImapFlow> {
    if (this.refusal !== undefined && performance.now() < this.refusal.until) throw this.refusal.error;
    try {
      return await connectImap(this.settings, this.tokens, signal);
    } catch (error) {
      const refused = imapTrouble(error, this.settings.imap.host).action !== undefined;
      if (refused) this.refusal = { error, until: performance.now() + REFUSED_MS };
      throw error;
    }
  }

  private async leave(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    if (client !== undefined) await disconnect(client);
  }

  private async sent(client: ImapFlow): Promise<string | undefined> {
    if (this.sentPath !== undefined) return this.sentPath;
    const list = await client.list();
    alive(client, 'LIST');
    this.sentPath = sentFolder(list);
    return this.sentPath;
  }
}

/** Where a letter lay when it was taken in. */
export interface LetterPlace {
  folder: string;
  uidValidity: string;
  uid: number;
  messageId?: string | undefined;
}

async function locate(client: ImapFlow, place: LetterPlace): Promise<number | undefined> {
  const box = await client.mailboxOpen(place.folder, { readOnly: true });
  if (String(box.uidValidity) === place.uidValidity) {
    if ((await searchUids(client, { uid: String(place.uid) })).includes(place.uid)) return place.uid;
  }
  if (place.messageId === undefined) return undefined;
  return (await searchUids(client, { header: { 'message-id': place.messageId } })).at(-1);
}
