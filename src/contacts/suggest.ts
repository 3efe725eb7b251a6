import type { House } from '../house.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { isDismissed, keepSuggestion } from '../store/suggestions.ts';
import { announceChanged } from './announce.ts';
import type { Claim } from './claimants.ts';
import { known } from './known.ts';
import { membersOf } from './merge/family.ts';
import { compareNames } from './names.ts';

/** Two contacts gave one address: whoever reads them is asked whether they are one person. */
export async function suggest(
  house: House,
  self: ContactDoc,
  other: ContactDoc,
  { address, evidence, confidence, message }: Claim,
  otherConfidence: number,
): Promise<void> {
  if (self._id === other._id) return;
  const [ones, others] = await Promise.all([membersOf(house, self._id), membersOf(house, other._id)]);
  if (await isDismissed(house.store.suggestions, ones, others)) return;
  const names = compareNames(self.name, other.name);
  const sure = confidence * otherConfidence * (names === 'different' ? 0.6 : names === 'same' ? 1 : 0.85);
  if (sure < LEAST) return;
  const fact = { kind: evidence.kind, value: address.value, ...(message === undefined ? {} : { message }) };
  const grown = await keepSuggestion(
    house.store.suggestions,
    [self._id, other._id],
    fact,
    Math.round(sure * 100) / 100,
    evidence.at,
  );
  if (!grown) return;
  for (const { _id } of [self, other]) {
    const person = await known(house, _id);
    if (person) await announceChanged(house, person.contact._id, person.row);
  }
}

/** Below this a suggestion costs more time than it saves. */
const LEAST = 0.15;
