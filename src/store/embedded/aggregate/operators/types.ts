import { calculateObjectSize } from 'bson';
import { CommandError, commandError } from '../../errors.ts';
import { binaryOf } from '../../values/compare.ts';
import { isNumber } from '../../values/numbers.ts';
import { isDocument, RANK, rankOf, typeNameOf } from '../../values/types.ts';
import type { Compile, Expression, OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { convertTo } from './convert.ts';
import { namedOperands, unary } from './operands.ts';

function to(target: string) {
  return unary((value) => (isNullish(value) ? null : convertTo(value, target)));
}

function compileConvert(operand: unknown, compile: Compile): Expression {
  const fields = namedOperands(operand, '$convert', ['input', 'to'], ['onError', 'onNull']);
  const [input, target] = [compile(fields.input), compile(fields.to)];
  const onError = 'onError' in fields ? compile(fields.onError) : undefined;
  const onNull = 'onNull' in fields ? compile(fields.onNull) : () => null;
  return (document, scope) => {
    const value = input(document, scope);
    if (isNullish(value)) return onNull(document, scope);
    const type = target(document, scope);
    if (isNullish(type)) return null;
    try {
      return convertTo(value, type);
    } catch (error) {
      if (onError && error instanceof CommandError && error.code === 241) return onError(document, scope);
      throw error;
    }
  };
}

/** Types and conversions. */
export const TYPES: OperatorTable = {
  $type: unary(typeNameOf),
  $isNumber: unary(isNumber),
  $convert: compileConvert,
  $toString: to('string'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toDouble: to('double'),
  $toDecimal: to('decimal'),
  $toBool: to('bool'),
  $toDate: to('date'),
  $toObjectId: to('objectId'),
  $bsonSize: unary((value) => {
    if (isNullish(value)) return null;
    if (isDocument(value)) return calculateObjectSize(value);
    throw commandError(31393, `$bsonSize requires a document input, found: ${typeNameOf(value)}`);
  }),
  $binarySize: unary((value) => {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (rankOf(value) === RANK.binary) return binaryOf(value).bytes.length;
    throw commandError(
      51276,
      `$binarySize requires a string or BinData argument, found: ${typeNameOf(value)}`,
    );
  }),
};
