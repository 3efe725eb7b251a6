import { addIdentity, contactFor } from '../contacts/change.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { relinkNumber } from './call-links.ts';
import { callFor } from './list-calls.ts';
import { handleCall } from './waiting-calls.ts';

/**
 * Says that a missed call was dealt with, or whose number it came from: the number becomes the contact's, and with it
 * all its calls. Rejects with `not_found`, `conflict` when the number is another contact's or hidden.
 */
export async function changeCall(
  house: House,
  actor: Actor,
  id: string,
  change: { handled?: true | undefined; contact?: string | undefined },
): Promise<void> {
  const { call } = await callFor(house, actor, id);
  if (change.contact !== undefined) {
    await contactFor(house, actor, change.contact);
    if (call.number === null) {
      throw new HouseError(
        'conflict',
        'This call shows no number, so it cannot be told whose it is.',
        'contact',
      );
    }
    await addIdentity(house, actor, change.contact, { kind: 'phone', value: call.number });
    await relinkNumber(house, call.number);
  }
  if (change.handled) await handleCall(house, id, { by: actor.id, at: new Date(house.clock.now()) });
}
