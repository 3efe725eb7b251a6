import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { mediaFromLetter } from '../../../adapters/email/index.ts';
import { openPacked } from '../../../adapters/email/mime/tnef/index.ts';
import { messageOf } from './read.ts';

const u16 = (value: number) => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const text = (value: string) => iconv.encode(`${value}\0`, 'win1251');

function attribute(level: 1 | 2, id: number, data: Buffer): Buffer {
  const sum = data.reduce((all, byte) => (all + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)]);
}
/** Property: binaries as 0x0102, strings as UTF-16. */
function property(id: number, value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(`${value}\0`, 'utf16le') : value;
  return Buffer.concat([
    u16(typeof value === 'string' ? 0x1f : 0x0102),
    u16(id),
    u32(1),
    u32(bytes.length),
    pad(bytes),
  ]);
}
const properties = (...list: Buffer[]) => Buffer.concat([u32(list.length), ...list]);
const packed = (...attributes: Buffer[]) =>
  Buffer.concat([u32(0x223e9f78), u16(1), attribute(1, 0x69007, u32(1251)), ...attributes]);
const file = (name: string, bytes: Buffer, ...more: Buffer[]) =>
  Buffer.concat([
    attribute(2, 0x69002, Buffer.alloc(14)),
    attribute(2, 0x18010, text('SHORT~1.TXT')),
    attribute(2, 0x6800f, bytes),
    attribute(2, 0x69005, properties(property(0x3707, name), ...more)),
  ]);

const LETTER = packed(
  attribute(1, 0x2800c, text('Добрый день, договор во вложении.')),
  file('Договор №5.pdf', Buffer.from('%PDF-1.4 договор')),
  file('фото.png', Buffer.from('not really a picture')),
);

const mail = (winmail: Buffer, words = '') =>
  Buffer.from(
    [
      'From: Petr <petr@client.example>',
      'To: support@havan.example',
      'Subject: Contract',
      'Message-ID: <tnef-1@client.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      words,
      '--b',
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      winmail.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  );

/** A body in rich text, stored without compression. */
const openRichText = (rtf: string) => {
  const words = Buffer.from(rtf, 'latin1');
  const stored = Buffer.concat([u32(0), u32(words.length), u32(0x414c454d), u32(0), words]);
  return openPacked(packed(attribute(1, 0x69003, properties(property(0x1009, stored)))));
};

describe('winmail.dat', () => {
  it('is opened: its files and its words take its place', async () => {
    const raw = mail(LETTER);
    const { content } = await messageOf(raw.toString('latin1'));
    expect(content.text.text).toBe('Добрый день, договор во вложении.');
    expect(content.attachments.map(({ name, mime, kind }) => [name, mime, kind])).toEqual([
      ['Договор №5.pdf', 'application/pdf', 'file'],
      ['фото.png', 'image/png', 'image'],
    ]);
    expect(content.cards).toEqual([]);
    const opened = mediaFromLetter(raw, content.attachments[0]?.ref ?? {});
    expect(opened?.name).toBe('Договор №5.pdf');
    expect(opened === undefined ? '' : (await buffer(opened.stream)).toString()).toBe('%PDF-1.4 договор');
  });

  it('adds no words that stand in the letter already', async () => {
    const { content } = await messageOf(
      mail(LETTER, 'Good day, the contract is attached.').toString('latin1'),
    );
    expect(content.text.text).toBe('Good day, the contract is attached.');
    expect(content.attachments).toHaveLength(2);
  });

  it('stays a file, and says so, when it cannot be read', async () => {
    const { content } = await messageOf(mail(Buffer.from('no such thing')).toString('latin1'));
    expect(content.attachments.map((one) => one.name)).toEqual(['winmail.dat']);
    expect(content.cards).toEqual([{ kind: 'placeholder', what: 'tnef' }]);
  });

  it('reads rich text that was packed, with the letters of its code page', () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}}\\f0 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2\\par \\u1110?\\'e2}";
    expect(openRichText(rtf)?.plain).toBe('Привет\nів');
  });

  it('finds the HTML inside of rich text', () => {
    const rtf =
      '{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 Hello {\\*\\htmltag84 <b>}there{\\*\\htmltag92 </b>}{\\*\\htmltag72 </p>}}';
    expect(openRichText(rtf)?.html).toBe('<p>Hello <b>there</b></p>');
  });

  it('opens a letter inside of the letter, and stops going deeper', () => {
    const nest = (inner: Buffer) => {
      const object = property(0x3701, Buffer.concat([Buffer.alloc(16), inner]));
      return packed(file('Вложенное', Buffer.alloc(0), object));
    };
    const inner = packed(attribute(1, 0x2800c, text('внутри')), file('a.txt', Buffer.from('a')));
    expect(openPacked(nest(inner))?.files.map((one) => one.name)).toEqual(['Вложенное.txt', 'a.txt']);
    let deep = inner;
    for (let level = 0; level < 40; level += 1) deep = nest(deep);
    expect(openPacked(deep)?.files.length).toBeLessThanOrEqual(1);
  });

  it('is no bomb: claims of size and number are not believed', () => {
    const rtf = Buffer.concat([
      u32(0xffffffff),
      u32(0xffffffff),
      u32(0x75465a4c),
      u32(0),
      Buffer.alloc(2000, 0xff),
    ]);
    const claims = packed(attribute(1, 0x69003, properties(property(0x1009, rtf))));
    expect((openPacked(claims)?.plain ?? '').length).toBeLessThan(100_000);
    const many = packed(
      attribute(1, 0x69003, Buffer.concat([u32(0xffffffff), u16(0x101f), u16(0x1000), u32(0xffffffff)])),
    );
    expect(openPacked(many)).toEqual({ files: [] });
    const crowd = packed(...Array.from({ length: 2000 }, () => file('x', Buffer.from('x'))));
    expect(openPacked(crowd)?.files.length).toBeLessThanOrEqual(200);
  });

  it('keeps what came before a cut, and never throws on damage', () => {
    fc.assert(
      fc.property(
        fc.nat(LETTER.length),
        fc.array(fc.tuple(fc.nat(LETTER.length - 1), fc.nat(255)), { maxLength: 8 }),
        (end, changes) => {
          const damaged = Buffer.from(LETTER.subarray(0, end));
          for (const [at, value] of changes) if (at > 5 && at < damaged.length) damaged[at] = value;
          expect(openPacked(damaged)?.files.length ?? 0).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 500 },
    );
  });
});
