import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { ChannelError } from '../../../channels/errors.ts';
import { demandsStartTls, type EmailSettings, smtpServer } from '../settings.ts';
import { type SendStage, smtpError } from './errors.ts';

export interface Sending {
  from: string;
  to: string;
  /** With brackets. */
  messageId: string;
}

/** The outgoing server, with a few connections kept open while there is something to send. */
export interface Mailer {
  /** Resolves when the server has taken the letter for its one receiver; the answer may name the server's own id. */
  send(raw: Buffer, letter: Sending, signal: AbortSignal): Promise<{ serverMessageId?: string }>;
  /** Signs in and changes nothing. Rejects with a ChannelError. */
  verify(): Promise<void>;
  close(): void;
}

export function createMailer(settings: EmailSettings): Mailer {
  const { host, port, secure, user, pass } = smtpServer(settings);
  const { oauth2 } = settings;
  const auth = oauth2 ? { type: 'OAuth2', user, ...oauth2 } : { user, pass };
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: demandsStartTls(settings.smtp),
    pool: true,
    maxConnections: 2,
    maxMessages: 100,
    // A stream is read once: what was begun is never begun again by the pool.
    maxRequeues: 0,
    connectionTimeout: 30_000,
    greetingTimeout: 20_000,
    socketTimeout: 120_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(pass === '' && oauth2 === undefined ? {} : { auth }),
  });
  return {
    async send(raw, { from, to, messageId }, signal) {
      const progress: { stage: SendStage } = { stage: 'before-data' };
      try {
        const info = await transport.sendMail({
          envelope: { from, to: [to] },
          raw: observed(raw, progress),
          signal,
          // Where the server can: reports about the letter carry its id, and only the head comes back.
          dsn: { id: messageId.slice(1, -1), return: 'headers', notify: ['failure', 'delay'] },
        });
        if (info.rejected.length > 0)
          throw (
            info.rejectedErrors?.[0] ??
            new ChannelError('rejected', `${host} refused ${to}`, { certainty: 'not-sent' })
          );
        return info.serverMessageId === undefined ? {} : { serverMessageId: info.serverMessageId };
      } catch (error) {
        throw error instanceof ChannelError ? error : smtpError(error, progress.stage, host);
      }
    },
    async verify() {
      await transport.verify().catch((error: unknown) => {
        throw smtpError(error, 'before-data', host);
      });
    },
    close: () => transport.close(),
  };
}

const CHUNK = 64 * 1024;

/** The letter as a stream that tells how far it has been taken: nothing is read before the server asks for data. */
function observed(raw: Buffer, progress: { stage: SendStage }): Readable {
  let at = 0;
  return new Readable({
    highWaterMark: 1,
    read() {
      if (at >= raw.length) {
        progress.stage = 'after-data';
        this.push(null);
        return;
      }
      progress.stage = 'within-data';
      this.push(raw.subarray(at, at + CHUNK));
      at += CHUNK;
    },
  });
}
