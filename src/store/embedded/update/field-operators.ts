import { Timestamp } from 'bson';
import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { addNumbers, multiplyNumbers, packNumber } from '../values/arithmetic.ts';
import { compareValues } from '../values/compare.ts';
import { identicalValues } from '../values/identical.ts';
import { type Numeric, openNumber } from '../values/numbers.ts';
import { isDocument, typeNameOf } from '../values/types.ts';
import type { Change, ChangePlace, ModifierCompiler } from './types.ts';

/** A change to a fixed value, which leaves an identical one alone. */
export function setTo(value: unknown): Change {
  return (current) => (identicalValues(current, value) ? current : value);
}

const keepExtreme =
  (sign: number): ModifierCompiler =>
  (operand, _path, { order }) =>
  (current) =>
    current === undefined || compareValues(operand, current, order) * sign > 0 ? operand : current;

function arithmetic(
  verb: string,
  operator: string,
  compute: (a: Numeric, b: Numeric) => Numeric,
  missing: (operand: Numeric) => Numeric,
): ModifierCompiler {
  return (operand, path) => {
    const change = openNumber(operand);
    if (!change)
      throw commandError(14, `Cannot ${verb} with non-numeric argument: {${path}: ${show(operand)}}`);
    return (current, place) => {
      if (current === undefined) return packNumber(missing(change));
      const value = openNumber(current);
      if (!value) throw commandError(14, nonNumeric(operator, current, place));
      const result = compute(value, change);
      if (result.type === 'double' && value.type !== 'double' && change.type !== 'double') {
        throw commandError(
          2,
          `Failed to apply ${operator} operations to current value (${show(current)}) for document {_id: ${show(place.run.document._id)}}`,
        );
      }
      return setTo(packNumber(result))(current, place);
    };
  };
}

function nonNumeric(operator: string, current: unknown, { run, path }: ChangePlace): string {
  const name = path.split('.').at(-1);
  return `Cannot apply ${operator} to a value of non-numeric type. {_id: ${show(run.document._id)}} has the field '${name}' of non-numeric type ${typeNameOf(current)}`;
}

function zeroOf(operand: Numeric): Numeric {
  const zero: Numeric = { type: 'int', value: 0 };
  return multiplyNumbers(zero, operand);
}

const currentDate: ModifierCompiler = (operand, _path, { now }) => {
  const type = isDocument(operand)
    ? operand.$type
    : operand === true || operand === false
      ? 'date'
      : undefined;
  if (isDocument(operand) && Object.keys(operand).some((name) => name !== '$type')) {
    throw commandError(
      2,
      `Unrecognized $currentDate option: ${Object.keys(operand).find((name) => name !== '$type')}`,
    );
  }
  if (type === 'date') return () => now();
  if (type !== 'timestamp') {
    throw commandError(
      2,
      isDocument(operand)
        ? "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}"
        : `${typeNameOf(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  return () => new Timestamp({ t: Math.floor(now().getTime() / 1000), i: nextOrdinal() });
};

let ordinal = 0;

/** Timestamps of one second differ by their ordinal. */
function nextOrdinal(): number {
  ordinal = (ordinal % 0x7fffffff) + 1;
  return ordinal;
}

/** Operators that set, remove or compute one field. */
export const FIELD_OPERATORS: Readonly<Record<string, ModifierCompiler>> = {
  $set: (operand) => setTo(operand),
  $setOnInsert: (operand) => {
    const set = setTo(operand);
    return (current, place) => (place.run.inserting ? set(current, place) : current);
  },
  $unset: () => () => undefined,
  $inc: arithmetic('increment', '$inc', addNumbers, (operand) => operand),
  $mul: arithmetic('multiply', '$mul', multiplyNumbers, zeroOf),
  $min: keepExtreme(-1),
  $max: keepExtreme(1),
  $currentDate: currentDate,
};
