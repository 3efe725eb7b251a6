import type { SimLetter } from './mailbox.ts';
import { type Arg, internalDate, text } from './syntax.ts';

/** Pieces of a FETCH answer for one letter; bodies as literals. */
export function fetchItems(
  letter: SimLetter,
  wanted: readonly Arg[],
): { pieces: (string | Buffer)[]; sees: boolean } {
  const pieces: (string | Buffer)[] = [];
  let sees = false;
  const names = wanted.map((arg) => text(arg).toUpperCase()).filter((name) => name !== '');
  names.forEach((name, index) => {
    if (index > 0) pieces.push(' ');
    if (name === 'UID') pieces.push(`UID ${letter.uid}`);
    else if (name === 'FLAGS') pieces.push(`FLAGS (${[...letter.flags].join(' ')})`);
    else if (name === 'INTERNALDATE') pieces.push(`INTERNALDATE "${internalDate(letter.date)}"`);
    else if (name === 'RFC822.SIZE') pieces.push(`RFC822.SIZE ${letter.raw.length}`);
    else if (name === 'BODYSTRUCTURE')
      pieces.push(`BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "8BIT" ${letter.raw.length} 1)`);
    else if (name.startsWith('BODY')) {
      sees ||= !name.startsWith('BODY.PEEK');
      pieces.push(...body(letter, name));
    } else pieces.push(`${name} NIL`);
  });
  return { pieces, sees };
}

function body(letter: SimLetter, name: string): (string | Buffer)[] {
  const section = /\[([^\]]*)\]/.exec(name)?.[1] ?? '';
  const partial = /<(\d+)\.(\d+)>/.exec(name);
  const end = letter.raw.indexOf('\r\n\r\n');
  const headEnd = end < 0 ? letter.raw.length : end + 4;
  let bytes = letter.raw;
  if (section.startsWith('HEADER')) bytes = letter.raw.subarray(0, headEnd);
  else if (section === 'TEXT' || section === '1') bytes = letter.raw.subarray(headEnd);
  const from = Number(partial?.[1] ?? 0);
  if (partial) bytes = bytes.subarray(from, from + Number(partial[2]));
  return [`BODY[${section}]${partial ? `<${from}>` : ''} {${bytes.length}}\r\n`, bytes];
}
