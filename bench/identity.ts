import { measure } from './identity/measure.ts';
import { generate } from './identity/people.ts';

const PEOPLE = 600;
/** Wrong links cost more than missing ones. */
const BARS = { precision: 0.999, recall: 0.95 };

/**
 * Linking of a labelled set of made-up people who write in four languages with numbers and signatures as messy as in
 * life. Arguments: people, seed. The same arguments make the same set.
 */
export async function run(args: readonly string[]): Promise<object> {
  const [people = PEOPLE, seed] = args.map(Number);
  const begun = performance.now();
  const measured = await measure(generate(people, seed));
  const { addresses, pairs } = measured;
  const reached = [addresses, pairs].every(
    ({ precision, recall }) => precision >= BARS.precision && recall >= BARS.recall,
  );
  return { ...measured, bars: BARS, reached, seconds: Math.round((performance.now() - begun) / 1000) };
}
