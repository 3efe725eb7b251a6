import { isDeepStrictEqual } from 'node:util';
import { MERGE_FIELDS, type MergeField } from '../../api/protocol.ts';
import type { ContactDoc } from '../../store/contacts.ts';

export type Choices = Partial<Record<MergeField, string>>;

/** What a merge may change of the survivor. */
export const PERSON_FACTS = [
  'name',
  'named',
  'company',
  'birthday',
  'language',
  'responsible',
  'labels',
  'fields',
  'avatarKey',
  'source',
  'lead',
] as const;
type Fact = (typeof PERSON_FACTS)[number];

/** The survivor after the merge: chosen values, else its own, else the first of the others that has one. Pure. */
export function combinePeople(
  into: ContactDoc,
  from: readonly ContactDoc[],
  choices: Choices = {},
): ContactDoc {
  const people = [into, ...from];
  const after: ContactDoc = { ...into };
  for (const field of MERGE_FIELDS) {
    const chosen = people.find(({ _id }) => _id === (choices[field] ?? keeper(field, people)._id));
    if (chosen === undefined || chosen[field] === undefined) continue;
    Object.assign(after, { [field]: chosen[field] });
    if (field === 'name') after.named = chosen.named || choices.name !== undefined;
  }
  after.labels = [...new Set(people.flatMap(({ labels }) => labels))];
  after.fields = Object.assign({}, ...[...people].reverse().map(({ fields }) => fields));
  after.lead = people.map(({ lead }) => lead).reduce((one, other) => (rank(other) > rank(one) ? other : one));
  for (const field of ['avatarKey', 'source'] as const) {
    const value = people.find((person) => person[field] !== undefined)?.[field];
    if (value !== undefined) after[field] = value;
  }
  return after;
}

/** Whose value stays when nobody chose. */
export function keeper(field: MergeField, people: readonly ContactDoc[]): ContactDoc {
  const having = people.filter((person) => person[field] !== undefined && person[field] !== null);
  const first = having[0] ?? people[0];
  if (first === undefined) throw new Error('A merge has people.');
  if (field !== 'name') return first;
  return having.find(({ named }) => named) ?? having.find(({ name }) => isName(name)) ?? first;
}

/** A stranger is shown under an address or an id until a name is known. */
const isName = (text: string): boolean => /\p{L}{2}/u.test(text) && !text.includes('@');

/** A worked lead says more than one that only wrote, and that more than none. */
function rank({ status }: ContactDoc['lead']): number {
  if (status === 'none') return 0;
  return status === 'new' ? 1 : 2;
}

/** Fields on which the people disagree. */
export function conflictsOf(
  people: readonly ContactDoc[],
  choices: Choices = {},
): { field: MergeField; values: { contact: string; value: string }[]; chosen: string }[] {
  return MERGE_FIELDS.flatMap((field) => {
    const values = people.flatMap((person) => {
      const value = person[field];
      return typeof value === 'string' && value !== '' ? [{ contact: person._id, value }] : [];
    });
    if (new Set(values.map(({ value }) => value)).size < 2) return [];
    return [{ field, values, chosen: choices[field] ?? keeper(field, people)._id }];
  });
}

/**
 * The survivor without what a merge brought: where it still is as the merge left it (`expected`), it becomes `wanted`;
 * what was changed since stays. Pure; doing it again changes nothing.
 */
export function withoutMerge(now: ContactDoc, expected: ContactDoc, wanted: ContactDoc): ContactDoc {
  const next: ContactDoc = { ...now };
  for (const fact of PERSON_FACTS) {
    if (fact === 'labels') next.labels = withoutBrought(now.labels, expected.labels, wanted.labels);
    else if (fact === 'fields') next.fields = fieldsWithout(now.fields, expected.fields, wanted.fields);
    else if (isDeepStrictEqual(now[fact], expected[fact])) put(next, fact, wanted[fact]);
  }
  return next;
}

function put(doc: ContactDoc, fact: Fact, value: unknown): void {
  if (value === undefined) delete (doc as Partial<ContactDoc>)[fact];
  else Object.assign(doc, { [fact]: value });
}

/** A list without what a merge added; in the order it had before where nothing else was changed. */
export function withoutBrought(
  now: readonly string[],
  expected: readonly string[],
  wanted: readonly string[],
): string[] {
  if (isDeepStrictEqual(now, expected)) return [...wanted];
  const brought = new Set(expected.filter((one) => !wanted.includes(one)));
  return now.filter((one) => !brought.has(one));
}

function fieldsWithout(
  now: ContactDoc['fields'],
  expected: ContactDoc['fields'],
  wanted: ContactDoc['fields'],
): ContactDoc['fields'] {
  if (isDeepStrictEqual(now, expected)) return { ...wanted };
  const next: ContactDoc['fields'] = { ...now };
  for (const name of Object.keys(now)) {
    if (now[name] !== expected[name] || expected[name] === wanted[name]) continue;
    const before = wanted[name];
    if (before === undefined) delete next[name];
    else next[name] = before;
  }
  return next;
}
