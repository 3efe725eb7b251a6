import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedLetter {
  from: string;
  to: string[];
  raw: Buffer;
}

/** An answer instead of "yes". */
interface Refusal {
  code: number;
  message: string;
}

export interface SmtpFaults {
  /** Refuses the login with this. */
  auth?: Refusal;
  mail?: Refusal;
  /** Refuses single receivers. */
  rcpt?: (address: string) => Refusal | undefined;
  /** Answers so after the letter was read. */
  data?: Refusal;
  /** Takes this many letters, then ends the connection without an answer, each time. */
  dropAfterDot?: number;
  /** Refuses every receiver's first letter for now. */
  greylist?: boolean;
  /** Largest letter in bytes. */
  maxSize?: number;
}

export interface SmtpServer {
  port: number;
  received: ReceivedLetter[];
  faults: SmtpFaults;
  close(): Promise<void>;
}

export interface SmtpOptions {
  user: string;
  pass: string;
  /** Called for each letter taken. */
  onLetter?: (letter: ReceivedLetter) => void;
}

/** A real SMTP server that keeps what it takes and fails on demand. */
export async function createSmtpServer(options: SmtpOptions): Promise<SmtpServer> {
  const received: ReceivedLetter[] = [];
  const faults: SmtpFaults = {};
  const greylisted = new Set<string>();
  const server = new SMTPServer({
    logger: false,
    disabledCommands: ['STARTTLS'],
    authOptional: false,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    size: 30 * 1024 * 1024,
    disableReverseLookup: true,
    onAuth(auth, _session, done) {
      if (faults.auth) return done(refuse(faults.auth));
      if (auth.username !== options.user || (auth.password ?? auth.accessToken) !== options.pass) {
        return done(refuse({ code: 535, message: '5.7.8 Authentication credentials invalid' }));
      }
      done(null, { user: options.user });
    },
    onMailFrom(_address, _session, done) {
      done(faults.mail ? refuse(faults.mail) : undefined);
    },
    onRcptTo({ address }, _session, done) {
      const refusal = faults.rcpt?.(address);
      if (refusal) return done(refuse(refusal));
      if (faults.greylist && !greylisted.has(address)) {
        greylisted.add(address);
        return done(refuse({ code: 451, message: '4.7.1 Greylisting in action, please come back later' }));
      }
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        if (faults.data) return done(refuse(faults.data));
        if (faults.maxSize !== undefined && raw.length > faults.maxSize) {
          return done(refuse({ code: 552, message: '5.3.4 Message size exceeds fixed limit' }));
        }
        const { mailFrom, rcptTo } = session.envelope;
        const letter = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((entry) => entry.address),
          raw,
        };
        received.push(letter);
        options.onLetter?.(letter);
        if ((faults.dropAfterDot ?? 0) > 0) {
          faults.dropAfterDot = (faults.dropAfterDot ?? 1) - 1;
          for (const connection of server.connections) connection.close();
          return;
        }
        done(null, 'OK: queued');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    faults,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refuse({ code, message }: Refusal): Error {
  return Object.assign(new Error(message), { responseCode: code });
}
