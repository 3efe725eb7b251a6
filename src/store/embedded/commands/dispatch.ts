import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import type { Request } from '../wire/message.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { COMMANDS } from './registry.ts';

/** Fields any command may carry; what they ask for is either always so here or has no meaning for one server. */
const GENERAL_FIELDS = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  '$audit',
  '$client',
  '$configServerState',
  'mayBypassWriteBlocking',
]);

const FIELDS = new WeakMap<CommandDefinition, ReadonlySet<string>>();

function fieldsOf(definition: CommandDefinition): ReadonlySet<string> {
  let fields = FIELDS.get(definition);
  if (fields === undefined) {
    fields = new Set(definition.fields);
    FIELDS.set(definition, fields);
  }
  return fields;
}

function refuseTransactions({ command }: CommandRequest): void {
  if (command.startTransaction !== undefined || command.autocommit !== undefined) {
    // 20 would be more natural, but drivers rewrite that one into advice about retryable writes.
    throw new CommandError(263, 'Transactions are not supported by the embedded store');
  }
}

function checkFields(request: CommandRequest, definition: CommandDefinition): void {
  const known = fieldsOf(definition);
  for (const field in request.command) {
    if (field !== request.name && !known.has(field) && !GENERAL_FIELDS.has(field)) {
      throw new CommandError(40415, `BSON field '${request.name}.${field}' is an unknown field.`);
    }
  }
}

/** An error as a reply; one that was not foreseen is logged and told as an internal one. */
function errorReply(engine: Engine, name: string, error: unknown): Document {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  }
  engine.log.error({ err: error, command: name }, 'A command failed unexpectedly');
  const text = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: `internal error: ${text}`, code: 1, codeName: 'InternalError' };
}

function withOk(reply: Document | Buffer): Document | Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  reply.ok ??= 1;
  return reply;
}

function requestOf({ command, body, database }: Request, connectionId: number): CommandRequest {
  const name = Object.keys(command)[0] ?? '';
  return { name, command, body, database, connectionId };
}

/** Runs one command and gives the reply, at once when it is there at once; never throws and never rejects. */
export function dispatch(
  engine: Engine,
  wire: Request,
  connectionId: number,
): Promise<Document | Buffer> | Document | Buffer {
  const request = requestOf(wire, connectionId);
  const failed = (error: unknown): Document => errorReply(engine, request.name, error);
  try {
    const reply = runCommand(engine, request);
    return reply instanceof Promise ? reply.then(withOk).catch(failed) : withOk(reply);
  } catch (error) {
    return failed(error);
  }
}

/** Finds the command and runs it; throws CommandError (59 for a command that does not exist). */
function runCommand(engine: Engine, request: CommandRequest): Promise<Document | Buffer> | Document | Buffer {
  const { name, database } = request;
  const definition = COMMANDS.get(name);
  if (definition === undefined) throw new CommandError(59, `no such command: '${name}'`);
  refuseTransactions(request);
  checkFields(request, definition);
  if (definition.admin === true && database !== 'admin') {
    throw new CommandError(13, `${name} may only be run against the admin database.`);
  }
  return definition.run(engine, request);
}
