import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import { email } from '../../../adapters/email/index.ts';
import { emailCodec } from '../../../channels/email/index.ts';
import { ChannelError } from '../../../channels/errors.ts';
import { chatId, externalId } from '../../../channels/ids.ts';
import type { OutboundFile, OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import { createMailServer, type MailServer } from '../../simulators/email/index.ts';
import { FAST, hostOf, TestHouse, until } from './harness.ts';

const message = (over: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: 'm1',
  chat: chatId('kate@client.example'),
  text: plain('Да, каюта свободна.'),
  files: [],
  subject: 'Каюта',
  createdAt: Date.now(),
  ...over,
});

describe('sending letters', () => {
  let server: MailServer;
  let adapter: EmailAdapter;
  const files = new Map<string, Uint8Array>([['k1', Buffer.from('file bytes')]]);
  const never = new AbortController().signal;

  beforeEach(async () => {
    server = await createMailServer({ imap: 'simulator' });
    adapter = new EmailAdapter(hostOf(server.settings(), new TestHouse(), files), FAST);
  });

  afterEach(async () => {
    await adapter.stop();
    await server.close();
  });

  const account = () => hostOf(server.settings(), new TestHouse()).account;
  const send = (given: OutboundMessage) => {
    const { parts } = emailCodec.encode(given, account());
    return adapter.send({ message: given, parts, doneParts: [] }, never);
  };
  const failure = async (given: OutboundMessage): Promise<ChannelError> => {
    const error = await send(given).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    if (!(error instanceof ChannelError)) throw new Error('expected a refusal');
    return error;
  };

  it('delivers what was written, with its file, and files one copy', async () => {
    const file: OutboundFile = {
      kind: 'file',
      key: 'k1',
      name: 'Договір №7.txt',
      mime: 'text/plain',
      size: 10,
    };
    const result = await send(message({ files: [file] }));
    expect(server.sent()).toHaveLength(1);
    expect(server.sent()[0]).toMatchObject({ from: 'support@havan.example', to: ['kate@client.example'] });
    await until('the copy', () => server.mailbox('Sent').length === 1);
    const copy = server.mailbox('Sent')[0] ?? Buffer.alloc(0);
    const read = await email.readRaw(copy, { folder: 'Sent', role: 'sent', uid: 1, uidValidity: '1' });
    const [event] = emailCodec.decode(read, account());
    expect(event).toMatchObject({
      kind: 'message',
      direction: 'out',
      echoOf: 'm1',
      chat: 'kate@client.example',
    });
    const ids = result.kind === 'accepted' ? result.parts[0]?.ids : [];
    expect(ids).toContain(event?.kind === 'message' ? event.id : undefined);
    expect(event).toMatchObject({
      content: { text: { text: 'Да, каюта свободна.' }, attachments: [{ name: 'Договір №7.txt', size: 10 }] },
    });
  });

  it('sends the same bytes in every try', async () => {
    const given = message({ createdAt: Date.now() - 5000 });
    server.smtp.faults.data = { code: 451, message: '4.3.0 later' };
    await failure(given);
    delete server.smtp.faults.data;
    server.smtp.faults.dropAfterDot = 1;
    const lost = await failure(given);
    expect(lost.certainty).toBe('maybe-sent');
    await send(given);
    const [first, second] = server.sent();
    expect(second?.raw.equals(first?.raw ?? Buffer.alloc(0))).toBe(true);
  });

  it('does not send again what lies in the Sent folder', async () => {
    const given = message();
    server.smtp.faults.dropAfterDot = 1;
    await failure(given);
    server.deliver(server.sent()[0]?.raw ?? '', { folder: 'Sent' });
    await send(given);
    expect(server.sent()).toHaveLength(1);
  });

  it.each([
    ['greylisted', { greylist: true }, 'unreachable_network', 'not-sent', true],
    [
      'unknown receiver',
      { rcpt: () => ({ code: 550, message: '5.1.1 User unknown' }) },
      'recipient_unknown',
      'not-sent',
      false,
    ],
    [
      'policy',
      { rcpt: () => ({ code: 550, message: '5.7.1 Rejected as spam' }) },
      'rejected',
      'not-sent',
      false,
    ],
    [
      'busy at MAIL',
      { mail: { code: 421, message: '4.7.0 Too many connections' } },
      'rate_limited',
      'not-sent',
      true,
    ],
    ['too large', { maxSize: 10 }, 'too_large', 'not-sent', false],
    [
      'refused after the letter',
      { data: { code: 554, message: '5.7.1 Message refused' } },
      'rejected',
      'not-sent',
      false,
    ],
    [
      'daily limit',
      { data: { code: 550, message: '5.4.5 Daily user sending limit exceeded' } },
      'rate_limited',
      'not-sent',
      true,
    ],
    [
      'login refused',
      { auth: { code: 535, message: '5.7.8 Bad credentials' } },
      'unauthorised',
      'not-sent',
      false,
    ],
    ['dropped after the dot', { dropAfterDot: 1 }, 'unreachable_network', 'maybe-sent', false],
  ] as const)('names the failure: %s', async (_name, faults, code, certainty, waits) => {
    Object.assign(server.smtp.faults, faults);
    const error = await failure(message());
    expect(error).toMatchObject({ code, certainty });
    expect(error.retryAfterMs !== undefined).toBe(waits);
    expect(error.message).not.toContain('secret-pass');
  });

  it('is sure that nothing was sent when the server cannot be reached or the wire is cut early', async () => {
    server.smtp.proxy.refusing = true;
    expect(await failure(message())).toMatchObject({ code: 'unreachable_network', certainty: 'not-sent' });
    server.smtp.proxy.refusing = false;
    server.smtp.proxy.cutAfterBytes = 60;
    expect(await failure(message())).toMatchObject({ certainty: 'not-sent' });
    await send(message());
    expect(server.sent()).toHaveLength(1);
  });

  it('threads an answer and marks what software wrote', async () => {
    const parent = externalId('<CAF1@client.example>~0123456789abcdef');
    const threading = {
      inReplyTo: parent,
      references: [parent, externalId('<CAF0@client.example>~0123456789abcdef')],
    };
    await send(message({ subject: 'RE: Fwd: Каюта', threading, automatic: true }));
    const raw = server.sent()[0]?.raw.toString('utf8') ?? '';
    expect(raw).toMatch(/^In-Reply-To: <CAF1@client\.example>\r$/m);
    expect(raw).toMatch(/^References: <CAF0@client\.example> <CAF1@client\.example>\r$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    const read = await email.readRaw(Buffer.from(raw), undefined);
    expect(emailCodec.decode(read, account())).toMatchObject([{ content: { subject: 'Re: Каюта' } }]);
  });

  it('tests an account without changing anything, and names the wrong field', async () => {
    const settings = hostOf(server.settings(), new TestHouse()).settings as object;
    expect(await email.test(settings, never)).toMatchObject({ ok: true, self: 'support@havan.example' });
    server.smtp.faults.auth = { code: 535, message: '5.7.8 no' };
    expect(await email.test(settings, never)).toMatchObject({
      ok: false,
      error: 'unauthorised',
      field: 'smtp.pass',
    });
    expect(server.sent()).toHaveLength(0);
  });
});
