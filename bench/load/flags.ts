/** Arguments of a part: `--name=value`, `--name` alone is 1. Everything else is refused by name. */
export function flags<N extends string>(
  args: readonly string[],
  known: Record<N, number>,
): Record<N, number> {
  const values = { ...known };
  for (const argument of args) {
    const [, name = '', value = '1'] = /^--([a-z]+)(?:=(\d+))?$/.exec(argument) ?? [];
    if (!(name in known)) {
      throw new Error(`"${argument}" is no argument here; there are --${Object.keys(known).join(', --')}.`);
    }
    values[name as N] = Number(value);
  }
  return values;
}
