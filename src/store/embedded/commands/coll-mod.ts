import type { Document } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import { documentField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';

const CHANGEABLE = ['expireAfterSeconds', 'hidden'];

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  const change = documentField(request, 'index');
  const refused = ['validator', 'viewOn', 'pipeline', 'cappedSize', 'cappedMax', 'expireAfterSeconds'];
  for (const option of refused) {
    const value: unknown = request.command[option];
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (value !== undefined && !empty) throw notSupported(`The collMod option "${option}"`, 115);
  }
  return engine.writer.run(() => {
    const collection = engine.catalog.get(ns);
    if (collection === undefined) throw new CommandError(26, `ns does not exist: ${ns}`);
    if (change === undefined) return {};
    const { name, keyPattern, ...changes } = change;
    const index = collection.indexes.find((other) =>
      name === undefined
        ? JSON.stringify(other.spec.key) === JSON.stringify(keyPattern)
        : other.name === name,
    );
    if (index === undefined) {
      throw new CommandError(
        27,
        `cannot find index ${String(name ?? JSON.stringify(keyPattern))} for ns ${ns}`,
      );
    }
    const reply: Document = {};
    for (const [option, value] of Object.entries(changes)) {
      if (!CHANGEABLE.includes(option)) throw notSupported(`Changing "${option}" of an index`, 72);
      if (index.spec[option] !== undefined) reply[`${option}_old`] = index.spec[option];
      reply[`${option}_new`] = value;
    }
    engine.catalog.alterIndex(collection, index, { ...index.spec, ...changes });
    return reply;
  });
}

export const collMod: CommandDefinition = {
  run,
  fields: [
    'collMod',
    'index',
    'validator',
    'validationLevel',
    'validationAction',
    'viewOn',
    'pipeline',
    'cappedSize',
    'cappedMax',
    'expireAfterSeconds',
    'comment',
  ],
};
