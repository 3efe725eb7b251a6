import { EJSON } from 'bson';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A driver's value as extended JSON, so that it can be compared with what a test file says. */
export function toJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  return JSON.parse(EJSON.stringify(value, { relaxed: true })) as Json;
}

function typeMatches(type: Json | undefined, actual: Json | undefined): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.some((name) => {
    if (name === 'string') return typeof actual === 'string';
    if (name === 'object') return isObject(actual);
    if (name === 'array') return Array.isArray(actual);
    if (name === 'bool') return typeof actual === 'boolean';
    if (name === 'objectId') return isObject(actual) && '$oid' in actual;
    return (
      typeof actual === 'number' || (isObject(actual) && ('$numberLong' in actual || '$numberInt' in actual))
    );
  });
}

/** The special operators of the unified test format, as far as the CRUD tests use them. */
function special(name: string, argument: Json, actual: Json | undefined, root: boolean): boolean {
  switch (name) {
    case '$$exists':
      return (actual !== undefined) === argument;
    case '$$type':
      return typeMatches(argument, actual);
    case '$$unsetOrMatches':
      return actual === undefined || actual === null || matches(argument, actual, root);
    case '$$matchAsRoot':
      return matches(argument, actual, true);
    case '$$sessionLsid':
      return isObject(actual);
    case '$$matchesHexBytes':
      return false;
    default:
      throw new Error(`The unified test format's operator ${name} is not known to this runner`);
  }
}

/** The test format's comparison: extra fields are allowed at the root only, numbers compare by value. */
export function matches(expected: Json | undefined, actual: Json | undefined, root = false): boolean {
  if (isObject(expected)) {
    const [first] = Object.keys(expected);
    if (first?.startsWith('$$')) return special(first, expected[first] as Json, actual, root);
    if (!isObject(actual)) return false;
    const known = Object.entries(expected).every(([key, value]) => matches(value, actual[key]));
    return known && (root || Object.keys(actual).every((key) => key in expected));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((value: Json, at) => matches(value, actual[at] as Json, root))
    );
  }
  return expected === actual;
}
