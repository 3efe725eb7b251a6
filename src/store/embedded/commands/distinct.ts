import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { decodeTyped } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { checkQuery, prepareQuery, QueryRun, type QuerySpec } from '../store/query.ts';
import { PAUSED } from '../store/scan.ts';
import { giveWay, sliceEnd, TimeLimit } from '../store/time.ts';
import { compileCollation } from '../values/collation.ts';
import { compareValues } from '../values/compare.ts';
import { encodeValue } from '../values/encode.ts';
import { splitPath, walkPath } from '../values/path.ts';
import { countField, documentField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';

const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** Collects values once each: by their key bytes, and by comparing when bytes do not tell them apart. */
class DistinctValues {
  private readonly byKey = new Map<string, unknown[]>();
  private readonly order: ReturnType<typeof compileCollation>;
  private bytes = 0;

  constructor(order: ReturnType<typeof compileCollation>) {
    this.order = order;
  }

  add(value: unknown): void {
    const { bytes, lossy } = encodeValue(value);
    const key = this.order === undefined ? Buffer.from(bytes).toString('latin1') : '';
    const same = this.byKey.get(key);
    if (same === undefined) this.byKey.set(key, [value]);
    else {
      if (!lossy && this.order === undefined) return;
      if (same.some((other) => compareValues(other, value, this.order) === 0)) return;
      same.push(value);
    }
    this.bytes += bytes.length;
    if (this.bytes > MAX_REPLY_BYTES) throw new CommandError(17217, 'distinct too big, 16mb cap');
  }

  sorted(): unknown[] {
    return [...this.byKey.values()].flat().sort((a, b) => compareValues(a, b, this.order));
  }
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const path: unknown = request.command.key;
  if (typeof path !== 'string') throw new CommandError(14, "BSON field 'distinct.key' must be a string");
  const spec: QuerySpec = {
    filter: documentField(request, 'query') ?? {},
    hint: hintField(request.command.hint),
    collation: documentField(request, 'collation'),
  };
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const collection = engine.catalog.get(namespaceOf(request));
  const values = new DistinctValues(compileCollation(spec.collation));
  if (collection === undefined) {
    checkQuery(spec);
    return { values: [] };
  }
  const parts = splitPath(path);
  const query = new QueryRun(engine.kv, prepareQuery(engine.kv, collection, spec));
  let deadline = sliceEnd();
  for (let seen = 1; ; seen++) {
    const hit = query.nextHit(deadline);
    if (hit === undefined) return { values: values.sorted() };
    if (hit !== PAUSED) {
      walkPath(decodeTyped(hit.raw), parts, false, (value) => {
        if (Array.isArray(value)) for (const element of value) values.add(element);
        else if (value !== undefined) values.add(value);
        return false;
      });
      if (seen % 32 !== 0 || performance.now() < deadline) continue;
      query.pause();
    }
    limit.check();
    await giveWay();
    deadline = sliceEnd();
  }
}

export const distinct: CommandDefinition = {
  run,
  fields: ['distinct', 'key', 'query', 'collation', 'hint', 'comment'],
};
