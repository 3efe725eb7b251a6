import { type Document, Long } from 'bson';
import { checkNamespace } from '../catalog/catalog.ts';
import { CommandError } from '../errors.ts';
import { isDocument, typeNameOf } from '../values/types.ts';
import type { CommandRequest } from './context.ts';

/** The namespace a command names in the field of its own name; throws 73. */
export function namespaceOf({ command, name, database }: CommandRequest, field = name): string {
  const collection = command[field];
  if (typeof collection !== 'string') {
    throw new CommandError(73, `collection name has invalid type ${typeNameOf(collection)}`);
  }
  const ns = `${database}.${collection}`;
  checkNamespace(ns);
  return ns;
}

function wrongType(request: CommandRequest, field: string, value: unknown, expected: string): CommandError {
  return new CommandError(
    14,
    `BSON field '${request.name}.${field}' is the wrong type '${typeNameOf(value)}', expected type '${expected}'`,
  );
}

/** An optional document field; throws 14. */
export function documentField(request: CommandRequest, field: string): Document | undefined {
  const value: unknown = request.command[field];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw wrongType(request, field, value, 'object');
  return value;
}

/** An optional whole number that must not be negative; throws 14, 2 or 51024. */
export function countField(request: CommandRequest, field: string): number | undefined {
  const value: unknown = request.command[field];
  if (value === undefined || value === null) return undefined;
  const number = Long.isLong(value) ? value.toNumber() : value;
  if (typeof number !== 'number') throw wrongType(request, field, value, 'number');
  const whole = Math.trunc(number);
  if (whole < 0) {
    throw new CommandError(51024, `BSON field '${field}' value must be >= 0, actual value '${whole}'`);
  }
  return whole;
}

/** An optional yes or no; numbers count as in MongoDB. */
export function flagField(request: CommandRequest, field: string): boolean {
  const value: unknown = request.command[field];
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  throw wrongType(request, field, value, 'bool');
}

/** A hint: an index name or a key pattern; throws 14. */
export function hintField(value: unknown): string | Document | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (isDocument(value)) return Object.keys(value).length === 0 ? undefined : value;
  throw new CommandError(9, 'hint must be specified as a string or an object');
}

const NOT_REPLICATED = "cannot use 'w' > 1 when a host is not replicated";

/** Refuses a write concern no single server can keep (2). */
export function checkWriteConcern({ command }: CommandRequest): void {
  const concern: unknown = command.writeConcern;
  if (concern === undefined) return;
  if (!isDocument(concern)) throw new CommandError(14, "BSON field 'writeConcern' must be an object");
  if (typeof concern.w === 'number' && concern.w > 1) throw new CommandError(2, NOT_REPLICATED);
  if (typeof concern.w === 'string' && concern.w !== 'majority') throw new CommandError(2, NOT_REPLICATED);
}
