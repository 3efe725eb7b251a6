import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { email, mediaFromLetter } from '../../../adapters/email/index.ts';
import { eventsOf, fixtureBytes, messageOf } from './read.ts';

const letter = (headers: Record<string, string>, body: string | Buffer): Buffer => {
  const all = { From: 'Kate <kate@client.example>', To: 'support@havan.example', Subject: 's', ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${head.join('')}\r\n`), Buffer.from(body)]);
};
const textOf = async (raw: Buffer): Promise<string> => (await messageOf(raw)).content.text.text;

describe('charsets', () => {
  const russian = 'Добрый день, прошу выслать счёт за каюту';
  const ukrainian = 'Їжак і ґава з’їли пиріг, є питання щодо каюти';

  it.each([
    ['windows-1251', 'iso-8859-1'],
    ['windows-1251', 'us-ascii'],
    ['windows-1251', 'koi8-r'],
    ['koi8-r', 'windows-1251'],
    ['koi8-r', 'utf-8'],
    ['cp866', ''],
    ['iso-8859-5', 'x-nonsense'],
    ['utf-8', 'windows-1251'],
    ['utf-8', 'iso-8859-1'],
  ])('is %s, says %s', async (real, said) => {
    const type = said === '' ? 'text/plain' : `text/plain; charset=${said}`;
    expect(await textOf(letter({ 'Content-Type': type }, iconv.encode(russian, real)))).toBe(russian);
  });

  it.each([['windows-1251'], ['koi8-u'], ['utf-8']])(
    'Ukrainian in %s without a declaration',
    async (real) => {
      const text = real === 'koi8-u' ? ukrainian.replace('’', '') : ukrainian;
      expect(await textOf(letter({}, iconv.encode(text, real)))).toBe(text);
    },
  );

  it.each([
    ['iso-8859-1', 'Schöne Grüße aus Köln, à bientôt'],
    ['gb18030', '你好，请问价格是多少？'],
    ['shift_jis', '予約を確認したいです'],
    ['utf-16', 'Привет'],
    ['windows-1252', 'Olá, já não há lugar'],
  ])('believes %s', async (charset, text) => {
    expect(
      await textOf(letter({ 'Content-Type': `text/plain; charset=${charset}` }, iconv.encode(text, charset))),
    ).toBe(text);
  });

  it('reads raw 8-bit names and subjects by all headers together', async () => {
    const raw = Buffer.concat([
      iconv.encode('From: Бухгалтерия ООО "Чайка" <buh@client.example>\r\nSubject: Счёт\r\n', 'windows-1251'),
      Buffer.from('Content-Type: text/plain\r\n\r\nok'),
    ]);
    const event = await messageOf(raw);
    expect(event.from.name).toBe('Бухгалтерия ООО "Чайка"');
    expect(event.content.subject).toBe('Счёт');
  });
});

describe('structure', () => {
  const mixed =
    '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПривіт\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nfile\r\n--b--\r\n';

  it.each([
    ['the right boundary', 'multipart/mixed; boundary=b'],
    ['a false boundary', 'multipart/mixed; boundary=other'],
    ['no boundary', 'multipart/mixed'],
  ])('%s', async (_name, type) => {
    const { content } = await messageOf(letter({ 'Content-Type': type }, mixed));
    expect(content.text.text).toBe('Привіт');
    expect(content.attachments.map((file) => file.name)).toEqual(['a.txt']);
  });

  it('shows the source when there are no parts at all, and says so', async () => {
    const { content } = await messageOf(
      letter({ 'Content-Type': 'multipart/alternative; boundary=b' }, 'просто текст'),
    );
    expect(content.text.text).toBe('просто текст');
    expect(content.cards).toContainEqual({ kind: 'placeholder', what: 'mail-structure' });
  });

  it('survives depth, width and size', async () => {
    let deep = 'Content-Type: text/plain\r\n\r\nbottom';
    for (let level = 0; level < 300; level += 1)
      deep = `Content-Type: multipart/mixed; boundary=d${level}\r\n\r\n--d${level}\r\n${deep}\r\n--d${level}--`;
    expect((await eventsOf(Buffer.from(`From: a@b.example\r\n${deep}`))).length).toBe(1);
    const wide = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(20_000);
    expect(
      (await messageOf(letter({ 'Content-Type': 'multipart/mixed; boundary=b' }, wide))).content.text.text,
    ).toContain('x');
    const nested = `<p>${'<div>'.repeat(30_000)}text</p>`;
    expect(await textOf(letter({ 'Content-Type': 'text/html' }, nested))).toBe('text');
    const crowd = Array.from({ length: 50_000 }, (_, index) => `r${index}@b.example`).join(', ');
    expect((await messageOf(letter({ Cc: crowd }, 'x'))).content.text.text).toBe('x');
  });

  it('takes uuencoded files out of the text and gives their bytes', async () => {
    const raw = letter({}, 'see file\n\nbegin 644 test.txt\n#0V%T\n`\nend\n');
    const { content } = await messageOf(raw);
    expect(content.text.text).toBe('see file');
    const opened = mediaFromLetter(raw, content.attachments[0]?.ref ?? {});
    expect(opened && (await drain(opened.stream)).toString()).toBe('Cat');
  });

  it('hands out every file of every letter by its reference', async () => {
    const raw = fixtureBytes('029-forward-as-attachment-message-rfc822.eml');
    const { content } = await messageOf(raw);
    const inner = content.forwards?.[0]?.content.attachments[0];
    const opened = mediaFromLetter(raw, inner?.ref ?? {});
    expect(opened && (await drain(opened.stream)).subarray(1, 4).toString()).toBe('PNG');
    expect(opened?.size).toBe(inner?.size);
  });

  it('rejects what is no letter', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from([0, 1, 2, 255]),
      Buffer.from('just words\r\n\r\nmore'),
    ]) {
      await expect(email.readRaw(bytes, undefined)).rejects.toThrow('no header');
    }
  });
});

describe('identity and time', () => {
  const internalDate = Date.UTC(2026, 10, 16, 8, 12, 0);
  const at = async (date: string) => {
    const [event] = await eventsOf(letter({ Date: date }, 'x'), { internalDate });
    return event?.at;
  };

  it('believes a claimed date within reason and never the present', async () => {
    expect(await at('Mon, 16 Nov 2026 10:11:05 +0200')).toBe(internalDate - 55_000);
    expect(await at('16 Nov 26 10:12 EET')).toBe(internalDate);
    expect(await at('Mon, 16 Nov 2099 10:12:05 +0200')).toBe(internalDate);
    expect(await at('Mon, 16 Nov 1999 10:12:05 +0200')).toBe(internalDate);
    expect(await at('nonsense')).toBe(internalDate);
  });

  it('keeps two letters with one Message-ID apart, and one letter in two mailboxes together', async () => {
    const headers = { 'Message-ID': '<same@client.example>', Date: 'Mon, 16 Nov 2026 10:12:05 +0200' };
    const first = await messageOf(letter(headers, 'one'));
    const second = await messageOf(letter(headers, 'two'));
    const copy = await messageOf(
      Buffer.concat([
        Buffer.from(
          'Delivered-To: sales@havan.example\r\nReceived: by x; Mon, 16 Nov 2026 10:12:09 +0200\r\n',
        ),
        letter(headers, 'one'),
      ]),
    );
    expect(second.id).not.toBe(first.id);
    expect(copy.id).toBe(first.id);
  });

  it('joins nobody by a missing sender', async () => {
    const one = await messageOf(letter({ From: '' }, 'one'));
    const two = await messageOf(letter({ From: 'No Address' }, 'two'));
    expect(one.peer.id).not.toBe(two.peer.id);
    expect(one.peer.emails).toBeUndefined();
  });

  it('takes the person behind a form, and a Reply-To as the place to answer', async () => {
    const form = await messageOf(
      letter({ From: 'support@havan.example', 'Reply-To': 'real@client.example' }, 'x'),
    );
    expect(form).toMatchObject({
      direction: 'in',
      peer: { id: 'real@client.example' },
      chat: 'real@client.example',
    });
    const moved = await messageOf(letter({ 'Reply-To': 'other@client.example' }, 'x'));
    expect(moved).toMatchObject({ peer: { id: 'kate@client.example' }, chat: 'other@client.example' });
    const list = await messageOf(
      letter({ 'Reply-To': 'sea@lists.example', 'List-Post': '<mailto:sea@lists.example>' }, 'x'),
    );
    expect(list.chat).toBe('kate@client.example');
  });

  it("does not take another installation's letters for ours", async () => {
    const foreign = await messageOf(
      letter({ 'Message-ID': '<o_1.c_2.3@client.example>', 'X-Okno-Loop': 'theirs' }, 'x'),
    );
    expect(foreign.automatic).toBeUndefined();
    const ours = await messageOf(letter({ 'Message-ID': '<o_1.c_2.3@havan.example>' }, 'x'));
    expect(ours.automatic).toBe('loop');
  });

  it.each([
    ['X-Original-To', 'support+c_42.9kFt@havan.example'],
    ['Delivered-To', 'sales+anything@havan.example'],
    ['Received', 'from x by y for <support+c_42.9kFt@havan.example>; Mon, 16 Nov 2026 10:12:09 +0200'],
  ])('finds the token in %s', async (name, value) => {
    const event = await messageOf(letter({ [name]: value }, 'x'));
    expect(event.threading?.token).toMatch(/^(?:c_42\.9kFt|anything)$/);
  });
});

async function drain(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
