import { afterEach, describe, expect, it } from 'vitest';
import {
  createMailServer,
  hasDovecot,
  type MailServer,
  type MailServerOptions,
} from '../../simulators/email/index.ts';
import { letter, type Running, start, TestHouse, until } from './harness.ts';

describe('servers and wires that are not as they should be', () => {
  let server: MailServer;
  let running: Running | undefined;
  const house = () => new TestHouse();

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await server.close();
  });

  const begin = async (options: MailServerOptions, into: TestHouse) => {
    server = await createMailServer(options);
    running = await start(server.settings(), into);
    await until('online', () => into.last()?.state === 'online');
  };

  it('asks by itself where nothing is announced', async () => {
    const into = house();
    await begin({ imap: 'simulator', features: ['UIDPLUS'] }, into);
    server.deliver(letter('unannounced'));
    await until('the letter', () => into.subjects().includes('unannounced'));
  });

  it('finds a letter whose UID became visible late', async () => {
    const into = house();
    await begin({ imap: 'simulator' }, into);
    server.deliver(letter('first'));
    const show = server.store.deliverLate?.(letter('late'));
    server.deliver(letter('third'));
    await until('the visible ones', () => into.stored.size === 2);
    show?.();
    await until('the late one', () => into.subjects().includes('late'));
    expect(into.accepted).toBe(3);
  });

  it('finds the sent mail of servers that do not mark its folder', async () => {
    server = await createMailServer({ imap: 'simulator', features: ['IDLE'] });
    const ours = letter('elsewhere', 'support@havan.example', { To: 'kate@client.example' });
    server.store.deliver(ours, { folder: 'Sent' });
    const into = house();
    running = await start(server.settings(), into);
    await until('the sent one', () => into.order.some((envelope) => envelope.meta?.role === 'sent'));
  });

  it('goes on with the rest when one letter ends every connection that asks for it', async () => {
    const into = house();
    server = await createMailServer({ imap: 'simulator' });
    for (let index = 0; index < 5; index += 1) server.deliver(letter(`good ${index}`));
    server.deliver(`${letter('poison')}POISON`);
    for (let index = 5; index < 10; index += 1) server.deliver(letter(`good ${index}`));
    server.imap.proxy.cutOn = 'POISON';
    running = await start(server.settings(), into);
    await until(
      'all the others',
      () => into.subjects().filter((subject) => subject.startsWith('good')).length === 10,
    );
    const given = into.order.filter((envelope) => envelope.bytes.length === 0);
    expect(given).toHaveLength(1);
    expect(given[0]?.meta?.uid).toBe(6);
  });

  it('goes on from its cursor in a new life, and fetches nothing again', async () => {
    const into = house();
    await begin({ imap: 'simulator' }, into);
    for (let index = 0; index < 40; index += 1) server.deliver(letter(`one ${index}`));
    await until('all', () => into.stored.size === 40);
    await running?.stop();
    server.deliver(letter('two'));
    running = await start(server.settings(), into);
    await until('the next', () => into.stored.size === 41);
    expect(into.accepted).toBe(41);
  });

  it('hands out past letters on request', async () => {
    const into = house();
    server = await createMailServer({ imap: 'simulator' });
    for (let index = 0; index < 5; index += 1) server.deliver(letter(`past ${index}`));
    running = await start({ ...server.settings(), since: 0 }, into);
    await until('online', () => into.last()?.state === 'online');
    expect(into.stored.size).toBe(0);
    const found: string[] = [];
    for await (const envelopes of running.adapter.history(
      Date.now() - 86_400_000,
      new AbortController().signal,
    )) {
      found.push(...envelopes.map((envelope) => envelope.key));
    }
    expect(found).toHaveLength(5);
  });
});

describe('files of letters', () => {
  let server: MailServer;
  let running: Running | undefined;
  const never = new AbortController().signal;

  afterEach(async () => {
    await running?.stop();
    await server.close();
  });

  const withFile = (bytes: Buffer) =>
    letter('with a file', 'kate@client.example', {
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/mixed; boundary=b',
    }).replace(
      /\r\n\r\n[\s\S]*/,
      `\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nДивіться файл.\r\n--b\r\nContent-Type: application/pdf; name=big.pdf\r\nContent-Disposition: attachment; filename=big.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`,
    );

  const drain = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  const taken = async (imap: 'dovecot' | 'simulator', bytes: Buffer) => {
    const into = new TestHouse();
    server = await createMailServer({ imap });
    server.deliver(withFile(bytes));
    running = await start(server.settings(), into);
    await until('the letter', () => into.stored.size === 1, 60_000);
    const { eventsOf } = await import('./read.ts');
    const [envelope] = into.order;
    const [event] = await eventsOf(envelope?.bytes ?? Buffer.alloc(0), envelope?.meta);
    if (event?.kind !== 'message') throw new Error('no message');
    return { into, event, size: envelope?.bytes.length ?? 0 };
  };

  it('come from the mailbox in another life, also when the letter has moved, and are refused when it is gone', async () => {
    const bytes = Buffer.from('the whole file');
    const { into, event } = await taken('simulator', bytes);
    const ref = event.content.attachments[0]?.ref ?? {};
    await running?.stop();
    running = await start(server.settings(), into);
    expect(await drain((await running.adapter.openMedia(ref, never)).stream)).toEqual(bytes);
    server.store.remove(1);
    server.deliver(withFile(bytes));
    expect(await drain((await running.adapter.openMedia(ref, never)).stream)).toEqual(bytes);
    await running.stop();
    running = await start(server.settings(), into);
    server.store.remove(2);
    await expect(
      running.adapter.openMedia({ ...ref, messageId: '<gone@client.example>', uid: 99 }, never),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.runIf(hasDovecot())(
    'of a letter too large to fetch whole are described at once and fetched when asked for',
    async () => {
      const bytes = Buffer.alloc(31 * 1024 * 1024, 'okno');
      const { event, size } = await taken('dovecot', bytes);
      expect(size).toBeLessThan(100_000);
      expect(event.content.text.text).toBe('Дивіться файл.');
      expect(event.content.cards).toContainEqual({ kind: 'placeholder', what: 'mail-truncated' });
      const [file] = event.content.attachments;
      expect(file).toMatchObject({ name: 'big.pdf', mime: 'application/pdf' });
      const opened = await running?.adapter.openMedia(file?.ref ?? {}, never);
      expect(opened && (await drain(opened.stream)).equals(bytes)).toBe(true);
    },
    60_000,
  );
});
