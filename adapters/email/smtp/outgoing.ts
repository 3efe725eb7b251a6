import type { AdapterHost } from '../../../channels/contract.ts';
import { isNobody } from '../../../channels/email/ids.ts';
import type { Letter } from '../../../channels/email/outgoing/letter.ts';
import { ChannelError, type SentPart } from '../../../channels/errors.ts';
import { type ExternalId, externalId } from '../../../channels/ids.ts';
import type { OutboundPart } from '../../../channels/outbound.ts';
import type { SideDoor } from '../imap/side-door.ts';
import { providerOf } from '../providers.ts';
import type { EmailSettings } from '../settings.ts';
import { buildRaw, type RawFile } from './raw.ts';
import type { Mailer } from './send.ts';

/** A letter this old may have been tried before, perhaps by a process that is gone. */
const FRESH_MS = 60_000;

/** Sends letters, never twice what the Sent folder already shows, and files copies. */
export class Outgoing {
  private readonly host: AdapterHost;
  private readonly settings: EmailSettings;
  private readonly mailer: Mailer;
  private readonly side: SideDoor;
  private readonly uncertain = new Set<string>();
  private readonly filing = new Set<Promise<void>>();

  constructor(host: AdapterHost, settings: EmailSettings, mailer: Mailer, side: SideDoor) {
    this.host = host;
    this.settings = settings;
    this.mailer = mailer;
    this.side = side;
  }

  /** The ids under which the letter is known. Rejects with a ChannelError that names the parts already sent. */
  async send(part: OutboundPart, done: readonly SentPart[], signal: AbortSignal): Promise<ExternalId[]> {
    const letter = this.own(part.body as unknown as Letter);
    try {
      return await this.attempt(letter, part, signal);
    } catch (error) {
      throw withParts(error, done);
    }
  }

  /** Waits for copies that are still being filed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.filing);
    this.mailer.close();
  }

  /** The codec may not have known our address; the server takes no other. */
  private own(letter: Letter): Letter {
    return isNobody(letter.from.address)
      ? { ...letter, from: { ...letter.from, address: this.settings.address } }
      : letter;
  }

  private async attempt(letter: Letter, part: OutboundPart, signal: AbortSignal): Promise<ExternalId[]> {
    if (isNobody(letter.to))
      throw new ChannelError(
        'recipient_unknown',
        'The letter named no sender, so there is no address to answer to.',
        { certainty: 'not-sent' },
      );
    const ids = [externalId(letter.messageId)];
    if (await this.alreadySent(letter, signal)) return ids;
    const raw = await buildRaw(letter, await this.files(part));
    try {
      const { serverMessageId } = await this.mailer.send(
        raw,
        { from: letter.from.address, to: letter.to, messageId: letter.messageId },
        signal,
      );
      if (serverMessageId !== undefined && serverMessageId !== letter.messageId)
        ids.push(externalId(serverMessageId));
    } catch (error) {
      if (error instanceof ChannelError && error.certainty === 'maybe-sent')
        this.uncertain.add(letter.messageId);
      throw error;
    }
    this.uncertain.delete(letter.messageId);
    this.file(raw, letter);
    return ids;
  }

  /** Before a letter goes out again the Sent folder is asked; when it cannot be, the unchanged Message-ID must do. */
  private async alreadySent(letter: Letter, signal: AbortSignal): Promise<boolean> {
    const firstTry = this.host.now() - letter.date < FRESH_MS && !this.uncertain.has(letter.messageId);
    if (firstTry) return false;
    try {
      return await this.side.hasSent(letter.messageId, signal);
    } catch (error) {
      this.host.log.warn(
        { error: error instanceof Error ? error.message : 'unknown' },
        'Sent folder could not be searched before sending again',
      );
      return false;
    }
  }

  private async files(part: OutboundPart): Promise<RawFile[]> {
    const files: RawFile[] = [];
    for (const file of part.files) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of this.host.readFile(file)) chunks.push(chunk);
      files.push({ name: file.name, mime: file.mime, bytes: Buffer.concat(chunks) });
    }
    return files;
  }

  /** The answer does not wait for the copy, and a copy that fails fails nothing. */
  private file(raw: Buffer, letter: Letter): void {
    if (!this.settings.sentCopy || providerOf(this.settings.smtp.host)?.savesSent) return;
    const filing = this.side
      .saveSent(raw, letter.messageId, letter.date, new AbortController().signal)
      .catch((error: unknown) => {
        this.host.log.warn(
          { error: error instanceof Error ? error.message : 'unknown' },
          'copy for the Sent folder failed',
        );
      });
    this.filing.add(filing);
    void filing.finally(() => this.filing.delete(filing));
  }
}

function withParts(error: unknown, done: readonly SentPart[]): ChannelError {
  const known =
    error instanceof ChannelError
      ? error
      : new ChannelError('unknown', error instanceof Error ? error.message : 'unknown failure', {
          certainty: 'not-sent',
          cause: error,
        });
  if (done.length === 0) return known;
  const certainty = known.certainty === 'not-sent' ? 'partly-sent' : known.certainty;
  const retry = known.retryAfterMs === undefined ? {} : { retryAfterMs: known.retryAfterMs };
  return new ChannelError(known.code, known.message, {
    certainty,
    sentParts: [...done],
    cause: known,
    ...retry,
  });
}
