import type { Document } from 'bson';
import type { Collection } from '../catalog/types.ts';
import type { Kv } from '../kv/kv.ts';
import { compileFilter, filterNeedsTypes, type MatchDetails, type Predicate } from '../match/index.ts';
import { rootsOf } from '../match/roots.ts';
import { isIdFilter } from '../plan/by-id.ts';
import { choosePlan } from '../plan/choose.ts';
import type { Plan } from '../plan/plan.ts';
import { compileCollation } from '../values/collation.ts';
import { splitPath } from '../values/path.ts';
import { compileSort, parseSort, type Sorter } from '../values/sort.ts';
import { decoderOf } from './decode.ts';
import { type Hit, PAUSED, Scan } from './scan.ts';
import { SortBuffer } from './sorted.ts';

/** What a command asks for; documents with promoted values. */
export interface QuerySpec {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number;
  /** 0 or undefined: no limit. */
  readonly limit?: number;
  readonly hint?: string | Document | undefined;
  readonly collation?: Document | undefined;
  readonly variables?: Document | undefined;
}

/** A query made ready once: its plan, its matcher and how documents are decoded for it. */
export interface PreparedQuery {
  readonly spec: QuerySpec;
  readonly plan: Plan;
  readonly matches: Predicate;
  /** Decodes as much of a document as the filter and the sorter look at. */
  readonly decode: (raw: Buffer) => Document;
  readonly sorter: Sorter | undefined;
  /** Documents wanted in order, skipped ones included. */
  readonly wanted: number | undefined;
}

/** Compiles and plans a query; throws MongoDB's errors for a wrong filter, sort, collation or hint. */
export function prepareQuery(kv: Kv, collection: Collection, spec: QuerySpec): PreparedQuery {
  const { filter, sort = {}, limit = 0, skip = 0, hint, collation, variables } = spec;
  const order = compileCollation(collation);
  const natural = '$natural' in sort ? { $natural: sort.$natural } : undefined;
  const sorting = natural === undefined ? sort : {};
  const matches = isIdFilter(filter) ? whenAsked(spec) : compileFilter(filter, { variables, collation });
  const wanted = limit > 0 ? limit + skip : undefined;
  const fields = parseSort(sorting);
  const plan = choosePlan(kv, collection, {
    filter,
    sort: fields,
    wanted,
    hint: hint ?? natural,
    collated: order !== undefined,
  });
  const sorter = fields.length === 0 || plan.sorted ? undefined : compileSort(sorting, order);
  return { spec, plan, matches, decode: lazyDecoder(filter, sorter), sorter, wanted };
}

/** A filter whose matches are found without it, as those of an _id nearly always are. */
function whenAsked({ filter, variables, collation }: QuerySpec): Predicate {
  let matches: Predicate | undefined;
  return (document, details) => {
    matches ??= compileFilter(filter, { variables, collation });
    return matches(document, details);
  };
}

/** Decodes what the filter and the sort look at; made when the first document comes, as often none is looked at. */
function lazyDecoder(filter: Document, sorter: Sorter | undefined): (raw: Buffer) => Document {
  let decode: ((raw: Buffer) => Document) | undefined;
  return (raw) => {
    if (decode === undefined) {
      const roots = rootsOf(filter);
      const sorted = sorter?.fields.map(({ path }) => splitPath(path)[0] ?? '') ?? [];
      decode = decoderOf(roots === undefined ? undefined : [...roots, ...sorted], filterNeedsTypes(filter));
    }
    return decode(raw);
  };
}

/** Checks the shape of a query as `prepareQuery` does when there is no collection to ask. */
export function checkQuery({ filter, sort = {}, collation, variables }: QuerySpec): void {
  compileFilter(filter, { variables, collation });
  if (!('$natural' in sort)) parseSort(sort);
}

/**
 * Runs a prepared query: matches in order, after skip and limit. Like a scan it can be paused between any two
 * documents, and it holds nothing open meanwhile.
 */
export class QueryRun {
  readonly scan: Scan;
  private readonly query: PreparedQuery;
  private sorting: SortBuffer | undefined;
  private sorted = false;
  private toSkip: number;
  private left: number;

  constructor(kv: Kv, query: PreparedQuery, details?: MatchDetails) {
    this.query = query;
    const { matches, decode, plan, sorter, wanted, spec } = query;
    this.scan = new Scan(kv, plan, {
      matches,
      decode,
      ...(details === undefined ? {} : { details }),
      wanted: sorter === undefined ? wanted : undefined,
    });
    if (sorter !== undefined) this.sorting = new SortBuffer(sorter, wanted);
    this.toSkip = spec.skip ?? 0;
    this.left = spec.limit ? spec.limit : Number.POSITIVE_INFINITY;
  }

  /** The next document; undefined at the end; PAUSED when the deadline has passed. */
  next(deadline: number): Buffer | typeof PAUSED | undefined {
    const hit = this.nextHit(deadline);
    return hit === undefined || hit === PAUSED ? hit : hit.raw;
  }

  /** The same with the document's key. */
  nextHit(deadline: number): Hit | typeof PAUSED | undefined {
    while (this.left > 0) {
      const hit =
        this.sorting === undefined ? this.scan.next(deadline) : this.fromSort(this.sorting, deadline);
      if (hit === undefined || hit === PAUSED) return hit;
      if (this.toSkip > 0) {
        this.toSkip -= 1;
        if ((this.toSkip & 63) === 0 && performance.now() > deadline) {
          this.pause();
          return PAUSED;
        }
        continue;
      }
      this.left -= 1;
      return hit;
    }
    return undefined;
  }

  /** The limit is reached: nothing will follow. */
  get finished(): boolean {
    return this.left <= 0;
  }

  /** To be called before other work runs. */
  pause(): void {
    this.scan.pause();
  }

  private fromSort(sorting: SortBuffer, deadline: number): Hit | typeof PAUSED | undefined {
    let count = 0;
    while (!this.sorted) {
      const hit = this.scan.next(deadline);
      if (hit === PAUSED) return hit;
      if (hit === undefined) {
        sorting.finish();
        this.sorted = true;
        break;
      }
      const document = hit.document ?? this.query.decode(hit.raw);
      sorting.add((this.query.sorter as Sorter).keyOf(document), {
        key: hit.key,
        raw: hit.raw,
        document: undefined,
      });
      count += 1;
      if ((count & 31) === 0 && performance.now() > deadline) {
        this.scan.pause();
        return PAUSED;
      }
    }
    return sorting.next();
  }
}
