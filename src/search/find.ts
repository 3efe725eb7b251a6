import { type Found, findStart, findWords } from '../store/search.ts';
import { askedStart, askedWords, phoneFragment } from './words.ts';

type Model = Parameters<typeof findWords>[0];

/** Of what only begins so the index gives the first ones; of whole words no more are looked at than this. */
const BEGUN = 200;
const WHOLE = 500;

/** The first piece is enough for who may see most of it; each one more is twice as large. */
const FIRST = 100;

/**
 * What fits a question, piece by piece for as long as more is asked for: whole words first, the newest of them first,
 * then what only begins so.
 */
export async function* find(model: Model, question: string): AsyncGenerator<Found[]> {
  const phone = phoneFragment(question);
  if (phone !== null) {
    yield await findStart(model, [], phone, BEGUN);
    return;
  }
  const address = question.trim().toLowerCase();
  if (address.includes('@') && !/\s/.test(address)) {
    const whole = await findWords(model, [address], BEGUN);
    if (whole.length > 0) {
      yield whole;
      return;
    }
  }
  const words = askedWords(question);
  if (words.length === 0) return;
  const known = new Set<string>();
  for await (const piece of withWords(model, words)) {
    for (const { _id } of piece) known.add(_id);
    yield piece;
  }
  if (known.size >= WHOLE) return;
  const begun = await findStart(model, words.slice(0, -1), askedStart(question), BEGUN);
  yield begun.filter(({ _id }) => !known.has(_id)).sort((one, other) => (other._id < one._id ? -1 : 1));
}

async function* withWords(model: Model, words: readonly string[]): AsyncGenerator<Found[]> {
  let before: string | undefined;
  for (let looked = 0, size = FIRST; looked < WHOLE; looked += size, size *= 2) {
    size = Math.min(size, WHOLE - looked);
    const piece = await findWords(model, words, size, before);
    yield piece;
    if (piece.length < size) return;
    before = piece.at(-1)?._id;
  }
}
