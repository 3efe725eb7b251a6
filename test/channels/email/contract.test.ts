import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import { readCursor } from '../../../adapters/email/imap/cursor.ts';
import { email } from '../../../adapters/email/index.ts';
import type { Channel } from '../../../channels/contract.ts';
import type { Letter } from '../../../channels/email/index.ts';
import { chatId } from '../../../channels/ids.ts';
import { adapterContract, type NetworkFault } from '../../contract/adapter.ts';
import { codecContract } from '../../contract/codec.ts';
import { createMailServer, type SmtpFaults } from '../../simulators/email/index.ts';
import { FAST, letter } from './harness.ts';
import { ACCOUNT, FIXTURES } from './read.ts';

codecContract({
  name: 'email',
  channel: email,
  account: ACCOUNT,
  fixtures: FIXTURES,
  isPayload: (file) => file.endsWith('.eml'),
  meta: { folder: 'INBOX', role: 'in', uid: 7, uidValidity: '1', internalDate: 1_794_816_729_000 },
  chat: chatId('kate@client.example'),
  textOf: (part) => (part.body as unknown as Letter).text,
});

const FAULTS: Partial<Record<NetworkFault, SmtpFaults>> = {
  'rate-limited': { mail: { code: 421, message: '4.7.0 Too many messages, slow down' } },
  'recipient-blocked': { rcpt: () => ({ code: 550, message: '5.2.1 Mailbox disabled' }) },
  'recipient-unknown': { rcpt: () => ({ code: 550, message: '5.1.1 No such user' }) },
  unauthorised: { auth: { code: 535, message: '5.7.8 Bad credentials' } },
  refused: { data: { code: 554, message: '5.7.1 Refused by policy' } },
  'too-large': { data: { code: 552, message: '5.3.4 Too large' } },
  'answer-lost': { dropAfterDot: 1 },
};

/** IMAP is told nothing; what counts as taken is the cursor the house was asked to save. */
let cursor: Readonly<Record<string, unknown>> | undefined;

const watched: Channel = {
  ...email,
  createAdapter(host) {
    const adapter = new EmailAdapter(host, FAST);
    const start = adapter.start.bind(adapter);
    adapter.start = (sink, signal) =>
      start(
        {
          accept: (envelopes) => sink.accept(envelopes),
          report: (state) => sink.report(state),
          learn: (facts) => sink.learn(facts),
          saveCursor: (saved) => {
            cursor = saved;
            return sink.saveCursor(saved);
          },
        },
        signal,
      );
    return adapter;
  },
};

adapterContract({
  name: 'email',
  channel: watched,
  faults: [...(Object.keys(FAULTS) as NetworkFault[]), 'unreachable'],
  secrets: ['secret-pass'],
  open: async () => {
    const server = await createMailServer({ imap: 'simulator' });
    cursor = undefined;
    const written: string[] = [];
    return {
      settings: server.settings(),
      chat: chatId('kate@client.example'),
      async writes(text) {
        written.push(text);
        const extra = { 'Message-ID': `<in${written.length}@client.example>` };
        server.deliver(
          letter('Question', 'kate@client.example', extra).replace(/\r\n\r\n[\s\S]*/, `\r\n\r\n${text}\r\n`),
        );
      },
      allConfirmed: () => (readCursor(cursor).INBOX?.lastUid ?? 0) >= written.length,
      async redeliver() {
        await server.store.changeUidValidity();
      },
      sent: () => server.sent().map((taken) => taken.raw.toString('latin1')),
      fail(fault) {
        if (fault === 'unreachable') server.smtp.proxy.refusing = true;
        else Object.assign(server.smtp.faults, FAULTS[fault]);
      },
      close: () => server.close(),
    };
  },
});
