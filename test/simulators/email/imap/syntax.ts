/** A parsed argument: an atom or string, or a list of arguments. */
export type Arg = string | Arg[];

/** Arguments of a command line whose literals were put in place as `\0N\0` marks. */
export function parseArgs(line: string, literals: readonly Buffer[]): Arg[] {
  let at = 0;
  const list = (closes: boolean): Arg[] => {
    const args: Arg[] = [];
    while (at < line.length) {
      const char = line.charAt(at);
      if (char === ' ') at += 1;
      else if (char === '(') {
        at += 1;
        args.push(list(true));
      } else if (char === ')') {
        at += 1;
        if (closes) return args;
      } else if (char === '"') args.push(quoted());
      else if (char === '\u0000') args.push(literal());
      else args.push(atom());
    }
    return args;
  };
  const quoted = (): string => {
    let text = '';
    at += 1;
    while (at < line.length && line.charAt(at) !== '"') {
      if (line.charAt(at) === '\\') at += 1;
      text += line.charAt(at);
      at += 1;
    }
    at += 1;
    return text;
  };
  const literal = (): string => {
    const end = line.indexOf('\u0000', at + 1);
    const index = Number(line.slice(at + 1, end));
    at = end + 1;
    return literals[index]?.toString('latin1') ?? '';
  };
  const atom = (): string => {
    const start = at;
    let depth = 0;
    while (at < line.length) {
      const char = line.charAt(at);
      if (char === '[') depth += 1;
      if (char === ']') depth -= 1;
      if (depth === 0 && (char === ' ' || char === '(' || char === ')')) break;
      at += 1;
    }
    return line.slice(start, at);
  };
  return list(false);
}

export const text = (arg: Arg | undefined): string => (typeof arg === 'string' ? arg : '');
export const items = (arg: Arg | undefined): Arg[] =>
  Array.isArray(arg) ? arg : arg === undefined ? [] : [arg];

/** A string as a literal would be too long for short ones. */
export const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `17-Jul-1996 02:44:25 +0000` */
export function internalDate(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getUTCDate()).padStart(2, ' ')}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** Unix milliseconds of `17-Jul-1996` with or without a time. */
export function dateOf(value: string): number {
  const match = /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})(?: (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2}))?/.exec(
    value,
  );
  if (!match) return 0;
  const [, day, month = '', year, hour = '0', minute = '0', second = '0', sign = '+', zh = '0', zm = '0'] =
    match;
  const offset = (Number(zh) * 60 + Number(zm)) * 60_000 * (sign === '-' ? -1 : 1);
  return (
    Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)) -
    offset
  );
}
