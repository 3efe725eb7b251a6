import type { ContactView, MergeContacts, MergeView, SuggestionView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import type { Services } from '../../app/services.ts';
import { toast, toastError, toastWith } from '../../app/toast.ts';

import { translate } from '../../i18n/i18n.ts';
import { mergeContact } from '../../sync/merge.ts';

/** Opens the dialog that compares a contact with another one; without `other` it asks who that is. */
export function askMerge({ ui }: Services, contact: string, other: string | null = null): void {
  ui.update((state) => ({ ...state, dialog: { kind: 'merge', contact, other } }));
}

/** Shows contacts of an answer before their events come. */
export function keepContacts({ engine }: Services, contacts: readonly (ContactView | null)[]): void {
  engine.merge({
    cursor: null,
    merge: (state) =>
      contacts.reduce((all, contact) => (contact === null ? all : mergeContact(all, contact)), state),
  });
}

/** Merges, follows the person to where they are now, and offers to undo. Rejects with the server's error. */
export async function merge(services: Services, into: string, request: MergeContacts): Promise<MergeView> {
  const done = await services.api.merge(into, request);
  keepContacts(services, [done.contact]);
  follow(services, done);
  const { id } = done;
  const names = { from: done.from.map((person) => person.name).join(', '), into: done.name };
  if (id !== null) {
    toastWith(translate('person.merged', names), translate('person.undo'), () => void undo(services, id));
  }
  return done;
}

/** The page or conversation of somebody who was merged gives way to the person they are now. */
function follow(services: Services, { from, into, contact }: MergeView): void {
  const route = services.router.route.get();
  const gone = new Set(from.map((person) => person.id));
  if (route.page === 'contact' && gone.has(route.id)) {
    services.router.go({ page: 'contact', id: into }, true);
  }
  if (route.page !== 'inbox' || route.conversation === null) return;
  const open = services.inbox.get().conversations[route.conversation]?.contact.id;
  if (open !== undefined && gone.has(open)) openConversation(services, contact?.conversation ?? null);
}

/** Takes a merge back, however long ago it was. Answers whether it worked. */
export async function undo(services: Services, id: string): Promise<boolean> {
  try {
    const { contacts } = await services.api.undoMerge(id);
    keepContacts(services, contacts);
    toast(translate('person.mergeUndone'));
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** Undoes the merge by which one contact came to another. */
export async function takeApart(services: Services, contact: string, came: string): Promise<void> {
  try {
    const { body } = await services.api.merges(undefined, contact);
    const merge = body.items.find(
      ({ state, from }) => state === 'done' && from.some((person) => person.id === came),
    );
    if (merge?.id == null) toast(translate('error.not_found'), 'bad');
    else await undo(services, merge.id);
  } catch (error) {
    toastError(error);
  }
}

/** "Not the same person", for ever. Answers whether the server has it. */
export async function dismiss(services: Services, suggestion: SuggestionView): Promise<boolean> {
  try {
    await services.api.dismissSuggestion(suggestion.id);
    toast(translate('person.notSameDone'));
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** Which of two survives when nobody chooses: who is known longer keeps the address. */
export function elder(one: ContactView, other: ContactView): [stays: ContactView, goes: ContactView] {
  return one.createdAt <= other.createdAt ? [one, other] : [other, one];
}
