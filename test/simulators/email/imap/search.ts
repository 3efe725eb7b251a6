import type { SimFolder, SimLetter } from './mailbox.ts';
import { type Arg, dateOf, items, text } from './syntax.ts';

const DAY = 86_400_000;

/** UIDs that match; unknown keys match everything, as a client that needs them would notice. */
export function search(folder: SimFolder, args: readonly Arg[]): number[] {
  const tests = readTests(folder, args);
  return folder.letters.filter((letter) => tests.every((test) => test(letter))).map((letter) => letter.uid);
}

type Test = (letter: SimLetter) => boolean;

function readTests(folder: SimFolder, args: readonly Arg[]): Test[] {
  const tests: Test[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (Array.isArray(arg)) {
      tests.push(...readTests(folder, items(arg)));
      continue;
    }
    const key = text(arg).toUpperCase();
    if (key === 'CHARSET') at += 1;
    else if (key === 'UID') {
      at += 1;
      tests.push(inSet(folder, text(args[at]), true));
    } else if (key === 'SINCE') {
      at += 1;
      const from = Math.floor(dateOf(text(args[at])) / DAY) * DAY;
      tests.push((letter) => letter.date >= from);
    } else if (key === 'HEADER') {
      const name = text(args[at + 1]).toLowerCase();
      const value = text(args[at + 2]).toLowerCase();
      at += 2;
      tests.push((letter) => headerHas(letter, name, value));
    } else if (/^[\d:*,]+$/.test(key)) tests.push(inSet(folder, key, false));
  }
  return tests;
}

function inSet(folder: SimFolder, set: string, byUid: boolean): Test {
  const chosen = new Set(folder.select(set, byUid));
  return (letter) => chosen.has(letter);
}

function headerHas(letter: SimLetter, name: string, value: string): boolean {
  const end = letter.raw.indexOf('\r\n\r\n');
  const head = letter.raw
    .toString('latin1', 0, end < 0 ? letter.raw.length : end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .toLowerCase();
  return head.split('\r\n').some((line) => line.startsWith(`${name}:`) && line.includes(value));
}
