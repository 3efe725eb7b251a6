import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import { isDocument } from '../values/types.ts';
import { statsOf } from './stats.ts';

/** The documents of a first stage that describes the store itself; undefined for other stages. */
export function ownDocuments(
  engine: Engine,
  ns: string,
  stage: Document | undefined,
  session: unknown,
): Document[] | undefined {
  if (stage === undefined) return undefined;
  const collection = engine.catalog.get(ns);
  if ('$collStats' in stage) {
    if (collection === undefined) throw new CommandError(26, `Collection [${ns}] not found.`);
    const asked: unknown = stage.$collStats;
    const wanted = isDocument(asked) ? asked : {};
    return [
      {
        ns,
        host: 'embedded',
        localTime: new Date(),
        ...('storageStats' in wanted ? { storageStats: statsOf(ns, collection) } : {}),
        ...('count' in wanted ? { count: collection.count } : {}),
      },
    ];
  }
  // Sessions carry no state, so the only one known is the one that asks.
  if ('$listLocalSessions' in stage) return [{ _id: session ?? {}, lastUse: new Date() }];
  if ('$currentOp' in stage) return [{ type: 'op', host: 'embedded', active: true, op: 'command', ns }];
  if ('$indexStats' in stage) {
    const specs =
      collection === undefined ? [] : [collection.idIndex, ...collection.indexes.map((index) => index.spec)];
    return specs.map((spec) => ({ name: spec.name, key: spec.key, host: 'embedded', spec }));
  }
  return undefined;
}
