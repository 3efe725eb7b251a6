import { hasDovecot, startDovecot } from './dovecot.ts';
import { startImapSimulator } from './imap/server.ts';
import { createFaultProxy, type FaultProxy } from './proxy.ts';
import { createSmtpServer, type ReceivedLetter, type SmtpFaults } from './smtp.ts';
import type { MailStore } from './store.ts';

export { hasDovecot } from './dovecot.ts';
export type { ReceivedLetter, SmtpFaults } from './smtp.ts';

export interface MailServerOptions {
  address?: string;
  pass?: string;
  /** `dovecot` demands the real one, `simulator` ours; `auto` takes what is there. */
  imap?: 'auto' | 'dovecot' | 'simulator';
  /** Extensions the simulator announces. */
  features?: readonly string[];
  /** Letters to our own address arrive in the mailbox; others only in `sent()`. */
  loopBack?: boolean;
  /** Told of every letter the SMTP server takes. */
  onLetter?: (letter: ReceivedLetter) => void;
}

export interface MailServer {
  address: string;
  user: string;
  pass: string;
  imap: { host: string; port: number; proxy: FaultProxy };
  smtp: { host: string; port: number; proxy: FaultProxy; faults: SmtpFaults };
  store: MailStore;
  deliver: MailStore['deliver'];
  mailbox: MailStore['letters'];
  /** What went out through SMTP, in order. */
  sent(): ReceivedLetter[];
  /** Account settings that reach this server. */
  settings(): Record<string, unknown>;
  close(): Promise<void>;
}

/** A complete mail provider on this machine: IMAP and SMTP, each behind a wire with faults. */
export async function createMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const address = options.address ?? 'support@havan.example';
  const pass = options.pass ?? 'secret-pass';
  const real =
    options.imap === 'dovecot' ||
    (options.imap !== 'simulator' && options.features === undefined && hasDovecot());
  const store = real
    ? await startDovecot(address, pass)
    : await startImapSimulator(address, pass, options.features);
  const smtp = await createSmtpServer({
    user: address,
    pass,
    onLetter(letter) {
      if (options.loopBack && letter.to.includes(address)) store.deliver(letter.raw);
      options.onLetter?.(letter);
    },
  });
  const imapProxy = await createFaultProxy(store.port);
  const smtpProxy = await createFaultProxy(smtp.port);
  const host = '127.0.0.1';
  return {
    address,
    user: address,
    pass,
    imap: { host, port: imapProxy.port, proxy: imapProxy },
    smtp: { host, port: smtpProxy.port, proxy: smtpProxy, faults: smtp.faults },
    store,
    deliver: (raw, at) => store.deliver(raw, at),
    mailbox: (folder) => store.letters(folder),
    sent: () => smtp.received,
    settings: () => ({
      address,
      imap: { host, port: imapProxy.port, secure: false, user: address, pass },
      smtp: { host, port: smtpProxy.port, secure: false, user: address, pass },
    }),
    async close() {
      await imapProxy.close();
      await smtpProxy.close();
      await smtp.close();
      await store.close();
    },
  };
}
