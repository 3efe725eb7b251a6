import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { packNumber, wholeNumber } from '../values/arithmetic.ts';
import { type Numeric, openNumber } from '../values/numbers.ts';
import { fieldsOf, isDocument, typeNameOf } from '../values/types.ts';
import { setTo } from './field-operators.ts';
import type { ModifierCompiler } from './types.ts';

const COMBINE: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** $bit: and, or, xor on int and long. */
export const bit: ModifierCompiler = (operand, path) => {
  if (!isDocument(operand)) {
    throw commandError(
      2,
      `The $bit modifier is not compatible with a ${typeNameOf(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = Object.entries(fieldsOf(operand)).map(([name, value]) => {
    const combine = COMBINE[name];
    const number = openNumber(value);
    if (!combine)
      throw commandError(
        2,
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(value)}}`,
      );
    if (!isInteger(number)) {
      throw commandError(
        2,
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeNameOf(value)}' is not supported here: {${name}: ${show(value)}}`,
      );
    }
    return { combine, number };
  });
  if (steps.length === 0) {
    throw commandError(
      2,
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}} (${path})`,
    );
  }
  return (current, place) => {
    let value: Numeric | undefined = current === undefined ? { type: 'int', value: 0 } : openNumber(current);
    for (const { combine, number } of steps) {
      if (!isInteger(value)) {
        throw commandError(
          2,
          `Cannot apply $bit to a value of non-integral type.{_id: ${show(place.run.document._id)}} has the field ${place.path} of non-integer type ${typeNameOf(current)}`,
        );
      }
      const atLeast = value.type === 'long' || number.type === 'long' ? 'long' : 'int';
      value = wholeNumber(combine(BigInt(value.value), BigInt(number.value)), atLeast);
    }
    return value ? setTo(packNumber(value))(current, place) : current;
  };
};

function isInteger(value: Numeric | undefined): value is Numeric & { type: 'int' | 'long' } {
  return value?.type === 'int' || value?.type === 'long';
}
