import type { Document } from 'bson';
import { compileExpression } from '../aggregate/expression.ts';
import { decodeTyped } from '../store/decode.ts';
import { documentField } from './arguments.ts';
import type { CommandRequest } from './context.ts';

/** The `let` of a command: each value is an expression over constants; undefined when there is none. */
export function letVariables(request: CommandRequest): Document | undefined {
  if (documentField(request, 'let') === undefined) return undefined;
  const given = decodeTyped(request.body).let as Document;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, compileExpression(value)({})]),
  );
}
