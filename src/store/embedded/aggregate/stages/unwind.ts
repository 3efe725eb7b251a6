import { commandError } from '../../errors.ts';
import { packLong } from '../../values/numbers.ts';
import { type Doc, fieldsOf, getField, isDocument, setField } from '../../values/types.ts';
import type { StageCompiler } from '../pipeline-types.ts';
import { batchesOf } from './batches.ts';

const unwind: StageCompiler = (operand, { pause }) => {
  const spec = isDocument(operand) ? fieldsOf(operand) : { path: operand };
  for (const name of Object.keys(spec)) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name)) {
      throw commandError(28811, `unrecognized option to $unwind stage: ${name}`);
    }
  }
  const { path, includeArrayIndex, preserveNullAndEmptyArrays: preserve = false } = spec;
  if (path === undefined) throw commandError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw commandError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$')) {
    throw commandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  }
  if (typeof preserve !== 'boolean') {
    throw commandError(
      28809,
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
    );
  }
  const indexPath = indexFieldOf(includeArrayIndex);
  const parts = path.slice(1).split('.');
  return async function* unwound(input) {
    for await (const documents of input) {
      for (const batch of batchesOf(expand(documents, parts, indexPath, preserve))) {
        yield batch;
        await pause();
      }
    }
  };
};

function indexFieldOf(option: unknown): readonly string[] | undefined {
  if (option === undefined) return undefined;
  if (typeof option !== 'string' || option === '') {
    throw commandError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  }
  if (option.startsWith('$')) {
    throw commandError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${option}`,
    );
  }
  return option.split('.');
}

function* expand(
  documents: readonly Doc[],
  parts: readonly string[],
  indexPath: readonly string[] | undefined,
  preserve: boolean,
): Generator<Doc> {
  for (const document of documents) {
    const value = readPlainPath(document, parts);
    const withIndex = (result: Doc, index: number | null): Doc =>
      indexPath ? replaceAt(result, indexPath, index === null ? null : packLong(BigInt(index))) : result;
    if (Array.isArray(value) && value.length > 0) {
      for (const [i, element] of value.entries()) yield withIndex(replaceAt(document, parts, element), i);
    } else if (Array.isArray(value)) {
      if (preserve) yield withIndex(replaceAt(document, parts, undefined), null);
    } else if (value !== undefined && value !== null) {
      yield withIndex(document, null);
    } else if (preserve) {
      yield withIndex(document, null);
    }
  }
}

function readPlainPath(document: Doc, parts: readonly string[]): unknown {
  let current: unknown = document;
  for (const part of parts) {
    if (!isDocument(current)) return undefined;
    current = getField(current, part);
  }
  return current;
}

/** A copy of a document with one value replaced; undefined removes it. */
export function replaceAt(document: Doc, parts: readonly string[], value: unknown, at = 0): Doc {
  const copy = { ...fieldsOf(document) };
  const part = parts[at] ?? '';
  if (at === parts.length - 1) {
    if (value === undefined) delete copy[part];
    else setField(copy, part, value);
    return copy;
  }
  const inner = getField(document, part);
  setField(copy, part, replaceAt(isDocument(inner) ? inner : {}, parts, value, at + 1));
  return copy;
}

/** The $unwind stage. */
export const UNWIND_STAGES: Readonly<Record<string, StageCompiler>> = { $unwind: unwind };
