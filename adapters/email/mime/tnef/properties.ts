import { Reader } from './reader.ts';

/** Values by property id; of lists only the first is kept. Strings stay bytes, `wide` ones are UTF-16. */
export type Properties = ReadonlyMap<number, { bytes: Buffer; wide: boolean }>;

const MOST = 5_000;
const LIST = 0x1000;
const STRING = 0x1e;
const WIDE_STRING = 0x1f;
/** Strings, objects and binaries carry their length. */
const COUNTED: ReadonlySet<number> = new Set([STRING, WIDE_STRING, 0x0d, 0x0102]);
/** Bytes of the other types (MS-OXTNEF 2.1.3.4, 2.1.3.5); shorter ones are filled up to four. */
const SIZES: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

/** Reads a list of MAPI properties; what comes behind one of an unknown type is left out. */
export function readProperties(bytes: Buffer): Properties {
  const reader = new Reader(bytes);
  const found = new Map<number, { bytes: Buffer; wide: boolean }>();
  const count = Math.min(reader.long(), MOST);
  try {
    for (let index = 0; index < count; index += 1) readProperty(reader, found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

function readProperty(reader: Reader, found: Map<number, { bytes: Buffer; wide: boolean }>): void {
  const type = reader.short();
  const id = reader.short();
  if (id >= 0x8000) skipName(reader);
  const base = type & ~LIST;
  const counted = COUNTED.has(base);
  const values = counted || (type & LIST) !== 0 ? reader.long() : 1;
  if (values > MOST) throw new RangeError('Too many values.');
  for (let index = 0; index < values; index += 1) {
    const size = counted ? reader.long() : SIZES[base];
    if (size === undefined) throw new RangeError('A property of an unknown type.');
    const value = reader.padded(size);
    if (index === 0) found.set(id, { bytes: value, wide: base === WIDE_STRING });
  }
}

function skipName(reader: Reader): void {
  reader.take(16);
  if (reader.long() === 0) reader.long();
  else reader.padded(reader.long());
}
