import { createContext, Script } from 'node:vm';
import { commandError } from '../errors.ts';
import { translatePattern } from './regex-source.ts';

const MAX_PATTERN = 32_764;
/** How long one string may keep a backtracking pattern busy, in milliseconds. */
const TIME_LIMIT = 100;
/** How many steps a pattern may take at worst before it runs under the time limit. */
const FREE_STEPS = 2_000_000;

/** A compiled regular expression whose cost on any text is bounded. */
export interface BoundedRegex {
  readonly test: (text: string) => boolean;
  readonly exec: (text: string, from?: number) => RegExpExecArray | null;
}

const cache = new Map<string, BoundedRegex>();
const CACHE_SIZE = 500;

/** Compiles a PCRE pattern with options i, m, s, x (and u); refuses others with MongoDB's codes. */
export function compileRegex(pattern: string, options: string): BoundedRegex {
  const key = `${options}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = build(pattern, options);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

function build(pattern: string, options: string): BoundedRegex {
  const unknown = /[^imsxu]/.exec(options);
  if (unknown) throw commandError(51108, `invalid flag in regex options: ${unknown[0]}`);
  if (pattern.includes('\0')) {
    throw commandError(2, 'Regular expression cannot contain an embedded null byte');
  }
  if (pattern.length > MAX_PATTERN) {
    throw commandError(51091, 'Regular expression is invalid: pattern string is longer than the limit');
  }
  const { source, flags } = translatePattern(pattern, options);
  const regex = construct(source, flags);
  const power = powerOf(source);
  const exec = (text: string, from = 0): RegExpExecArray | null => {
    regex.lastIndex = from;
    return text.length ** power <= FREE_STEPS ? regex.exec(text) : execWithin(regex, text);
  };
  return { exec, test: (text) => exec(text) !== null };
}

function construct(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `g${flags}u`);
  } catch {
    // PCRE allows escapes of plain characters, which JavaScript allows only without the u flag.
  }
  try {
    return new RegExp(source, `g${flags}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, '') : 'syntax';
    throw commandError(51091, `Regular expression is invalid: ${reason}`);
  }
}

/**
 * How a pattern's worst cost grows with the text's length: linear without unbounded repeats (zero here, as that
 * is always fast), one power more for each, without a limit when repeats are nested or refer back.
 */
function powerOf(source: string): number {
  const plain = source.replace(/\\./gs, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/[)][*+{]/.test(plain) || /\\[1-9k]/.test(source)) return Number.POSITIVE_INFINITY;
  const repeats = plain.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  if (repeats === 0) return 0;
  return repeats + (plain.startsWith('^') ? 0 : 1);
}

let sandbox: { context: { regex?: RegExp; text?: string }; script: Script } | undefined;

/** A time-out of node:vm is the one way to stop the JavaScript regex engine; it costs a watchdog thread a call. */
function execWithin(regex: RegExp, text: string): RegExpExecArray | null {
  sandbox ??= { context: createContext({}), script: new Script('regex.exec(text)') };
  sandbox.context.regex = regex;
  sandbox.context.text = text;
  try {
    return sandbox.script.runInContext(sandbox.context, { timeout: TIME_LIMIT });
  } catch {
    throw commandError(51156, 'Regular expression took too long: match limit exceeded');
  }
}
