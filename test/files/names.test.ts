import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tameName } from '../../src/files/names.ts';

describe('tamed file names', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Договір №5 (підписано).docx', 'Договір №5 (підписано).docx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\photo.jpg', 'photo.jpg'],
    ['dir/', 'dir'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\r\nc.txt', 'abc.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['.htaccess', 'htaccess'],
    ['name. . .', 'name'],
    ['a<b>c:"d|e?f*.txt', 'a_b_c__d_e_f_.txt'],
    ['...', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['\ud800x.png', 'x.png'],
  ])('%j becomes %j', (given, expected) => {
    expect(tameName(given)).toBe(expected);
  });

  it('keeps the extension of a name that is too long', () => {
    const tamed = tameName(`${'я'.repeat(500)}.pdf`);
    expect(tamed.length).toBeLessThanOrEqual(120);
    expect(tamed.endsWith('я.pdf')).toBe(true);
  });

  it('gives a safe name for anything, and the same for a safe one', () => {
    const pieces = fc.constantFrom(
      'a',
      'я',
      '.',
      '/',
      '\\',
      ' ',
      '\u202e',
      '\n',
      'con',
      '😀',
      '..',
      ':',
      '\ud83d',
    );
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(names, (name) => {
        const tamed = tameName(name);
        expect(tamed).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/u);
        expect(tamed).not.toMatch(/^[. ]|[. ]$|^$/);
        expect(tamed.length).toBeLessThanOrEqual(121);
        expect(tameName(tamed)).toBe(tamed);
      }),
      { numRuns: 200 },
    );
  });
});
