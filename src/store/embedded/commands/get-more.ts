import { Long } from 'bson';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import { countField } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { nextBatchReply } from './cursor-reply.ts';

/** A cursor id as clients send it: a 64-bit number, promoted when small. */
export function cursorIdOf(value: unknown): bigint {
  if (Long.isLong(value)) return value.toBigInt();
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw new CommandError(14, "BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
}

async function run(engine: Engine, request: CommandRequest): Promise<Buffer> {
  const { command, database } = request;
  const id = cursorIdOf(command.getMore);
  if (typeof command.collection !== 'string') {
    throw new CommandError(14, "BSON field 'getMore.collection' is the wrong type, expected type 'string'");
  }
  const ns = `${database}.${command.collection}`;
  const batchSize = countField(request, 'batchSize');
  const batch = await engine.cursors.read(id, ns, batchSize || Number.MAX_SAFE_INTEGER);
  return nextBatchReply(batch, id, ns);
}

export const getMore: CommandDefinition = { run, fields: ['getMore', 'collection', 'batchSize', 'comment'] };
