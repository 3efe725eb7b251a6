import type { ContactView } from '../../../src/api/protocol.ts';
import type { ChangeContact } from '../../api/shapes.ts';
import type { Services } from '../../app/services.ts';
import { toastError } from '../../app/toast.ts';
import { mergeContact } from '../../sync/merge.ts';

/** The contact as it will be. */
function changed(contact: ContactView, change: ChangeContact): ContactView {
  const { birthday, ...rest } = change;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const { birthday: old, ...bare } = contact;
  const day = birthday === undefined ? old : (birthday ?? undefined);
  return { ...bare, ...given, ...(day === undefined ? {} : { birthday: day }) };
}

/** Changes a person: on the screen at once, back as it was when the server refuses. Rejects with its error. */
export async function changePerson(
  services: Services,
  contact: ContactView,
  change: ChangeContact,
): Promise<void> {
  const put = (from: ContactView, to: ContactView): void =>
    services.inbox.update((state) =>
      state.contacts[contact.id] === from
        ? { ...state, contacts: { ...state.contacts, [contact.id]: to } }
        : state,
    );
  const wanted = changed(contact, change);
  put(contact, wanted);
  try {
    const answer = await services.api.changeContact(contact.id, change);
    services.engine.merge({ cursor: null, merge: (state) => mergeContact(state, answer) });
  } catch (error) {
    put(wanted, contact);
    throw error;
  }
}

/** For changes without a field of their own to show a fault at. */
export const changeAloud = (services: Services, contact: ContactView, change: ChangeContact): void => {
  changePerson(services, contact, change).catch(toastError);
};
