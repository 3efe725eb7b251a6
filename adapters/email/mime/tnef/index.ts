import iconv from 'iconv-lite';
import { type Properties, readProperties } from './properties.ts';
import { Reader } from './reader.ts';
import { unpackRtf } from './rtf-compressed.ts';
import { rtfWords } from './rtf-text.ts';

export interface PackedFile {
  name: string;
  mime: string | undefined;
  bytes: Buffer;
  /** By which the HTML refers to it. */
  cid?: string;
}

/** What an Outlook letter in its own format (winmail.dat, MS-OXTNEF) holds. */
export interface PackedLetter {
  plain?: string;
  html?: string;
  files: PackedFile[];
}

const SIGNATURE = 0x223e9f78;
const MOST_ATTRIBUTES = 5_000;
const MOST_FILES = 200;
const DEEPEST = 3;

/** Attributes by the lower half of their id. */
const BODY = 0x800c;
const TITLE = 0x8010;
const DATA = 0x800f;
const BEGIN_FILE = 0x9002;
const MESSAGE_PROPERTIES = 0x9003;
const FILE_PROPERTIES = 0x9005;
const CODEPAGE = 0x9007;

const P_BODY = 0x1000;
const P_RTF = 0x1009;
const P_HTML = 0x1013;
const P_DATA = 0x3701;
const P_SHORT_NAME = 0x3704;
const P_LONG_NAME = 0x3707;
const P_MIME = 0x370e;
const P_CONTENT_ID = 0x3712;
const P_DISPLAY_NAME = 0x3001;

export const isPacked = (bytes: Buffer): boolean => bytes.length > 6 && bytes.readUInt32LE(0) === SIGNATURE;

/** Opens it; undefined when it is not one. What breaks off is kept as far as it goes. Never throws. */
export function openPacked(bytes: Buffer, depth = 0): PackedLetter | undefined {
  if (!isPacked(bytes) || depth > DEEPEST) return undefined;
  const reader = new Reader(bytes);
  const state: State = { codepage: 'win1252', letter: { files: [] }, file: undefined, depth };
  try {
    reader.take(6);
    for (let count = 0; count < MOST_ATTRIBUTES && reader.left > 0; count += 1) {
      reader.byte();
      const id = reader.long() & 0xffff;
      const data = reader.take(reader.long());
      reader.short();
      take(state, id, data);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  endFile(state);
  return state.letter;
}

interface State {
  codepage: string;
  letter: PackedLetter;
  file: { name?: string; bytes?: Buffer; properties?: Properties } | undefined;
  depth: number;
}

function take(state: State, id: number, data: Buffer): void {
  switch (id) {
    case CODEPAGE: {
      const number = data.length >= 4 ? data.readUInt32LE(0) : 0;
      const name = number === 65_001 ? 'utf8' : `cp${number}`;
      if (iconv.encodingExists(name)) state.codepage = name;
      return;
    }
    case BODY:
      state.letter.plain ??= withoutEnd(iconv.decode(data, state.codepage));
      return;
    case MESSAGE_PROPERTIES:
      takeWords(state, readProperties(data));
      return;
    case BEGIN_FILE:
      endFile(state);
      state.file = {};
      return;
    case TITLE:
      if (state.file) state.file.name = withoutEnd(iconv.decode(data, state.codepage));
      return;
    case DATA:
      if (state.file) state.file.bytes = data;
      return;
    case FILE_PROPERTIES:
      if (state.file) state.file.properties = readProperties(data);
      return;
  }
}

/** HTML says most, then rich text, then plain words. */
function takeWords(state: State, properties: Properties): void {
  const { letter, codepage } = state;
  const html = properties.get(P_HTML)?.bytes;
  if (html !== undefined) letter.html = withoutEnd(iconv.decode(html, htmlCharset(html) ?? codepage));
  const plain = textOf(properties, P_BODY, codepage);
  if (plain !== undefined) letter.plain = plain;
  const packed = properties.get(P_RTF)?.bytes;
  const rtf = packed === undefined || letter.html !== undefined ? undefined : unpackRtf(packed);
  if (rtf === undefined) return;
  const words = rtfWords(rtf, codepage);
  if (words.html !== undefined) letter.html = words.html;
  if ((letter.plain ?? '').trim() === '' && words.plain !== undefined) letter.plain = words.plain;
}

function htmlCharset(html: Buffer): string | undefined {
  const named = /charset\s*=\s*["']?([\w-]{2,30})/i.exec(html.toString('latin1', 0, 2000))?.[1];
  return named !== undefined && iconv.encodingExists(named) ? named : undefined;
}

function endFile(state: State): void {
  const { file, letter, codepage, depth } = state;
  state.file = undefined;
  if (file === undefined || letter.files.length >= MOST_FILES) return;
  const properties = file.properties ?? new Map();
  const name =
    textOf(properties, P_LONG_NAME, codepage) ??
    file.name ??
    textOf(properties, P_SHORT_NAME, codepage) ??
    textOf(properties, P_DISPLAY_NAME, codepage) ??
    '';
  // An object begins with the 16 bytes of its interface; what follows may be a letter of the same form.
  const object = properties.get(P_DATA)?.bytes;
  const inner = object === undefined ? undefined : openPacked(object.subarray(16), depth + 1);
  if (inner !== undefined) {
    takeInner(letter, inner, name);
    return;
  }
  const bytes = file.bytes ?? object;
  if (bytes === undefined) return;
  const cid = textOf(properties, P_CONTENT_ID, codepage);
  const found: PackedFile = { name, mime: textOf(properties, P_MIME, codepage), bytes };
  letter.files.push(cid === undefined ? found : { ...found, cid });
}

/** A letter inside of the letter: its words as a text file, and its files. */
function takeInner(letter: PackedLetter, inner: PackedLetter, name: string): void {
  const words = inner.plain ?? inner.html;
  if (words !== undefined) {
    const form =
      inner.plain === undefined
        ? { ending: 'html', mime: 'text/html' }
        : { ending: 'txt', mime: 'text/plain' };
    const title = name === '' ? 'letter' : name;
    letter.files.push({ name: `${title}.${form.ending}`, mime: form.mime, bytes: Buffer.from(words) });
  }
  letter.files.push(...inner.files.slice(0, MOST_FILES - letter.files.length));
}

function textOf(properties: Properties, id: number, codepage: string): string | undefined {
  const found = properties.get(id);
  if (found === undefined) return undefined;
  const text = withoutEnd(found.wide ? found.bytes.toString('utf16le') : iconv.decode(found.bytes, codepage));
  return text === '' ? undefined : text;
}

const withoutEnd = (text: string): string => text.replace(/\0[\s\S]*$/, '');
