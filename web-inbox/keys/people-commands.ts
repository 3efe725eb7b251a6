import type { LeadStatus } from '../../src/api/protocol.ts';
import type { Services } from '../app/services.ts';
import type { Dialog } from '../app/ui-state.ts';
import type { Command } from './command.ts';

const open = ({ ui }: Services, dialog: Dialog): void => ui.update((state) => ({ ...state, dialog }));

const person = (services: Services, conversation: string): string | undefined =>
  services.inbox.get().conversations[conversation]?.contact.id ?? pagePerson(services);

/** On the page of a person it is them, also while their conversation was never loaded. */
function pagePerson({ router }: Services): string | undefined {
  const route = router.route.get();
  return route.page === 'contact' ? route.id : undefined;
}

const withPerson =
  (act: (services: Services, contact: string) => void) =>
  (services: Services, conversation: string): void => {
    const contact = person(services, conversation);
    if (contact !== undefined) act(services, contact);
  };

const lead = (status: LeadStatus) =>
  withPerson((services, contact) => open(services, { kind: 'lead', contact, status }));

/** Commands about people and the work with them. */
export const peopleCommands: readonly Command[] = [
  {
    id: 'work',
    title: 'peopleCommand.work',
    group: 'go',
    keys: { code: 'KeyW', alt: true },
    run: ({ router }) => router.go({ page: 'work', tab: 'day' }),
  },
  {
    id: 'missed-calls',
    title: 'peopleCommand.calls',
    group: 'go',
    run: ({ router }) => router.go({ page: 'work', tab: 'calls' }),
  },
  {
    id: 'contacts',
    title: 'peopleCommand.contacts',
    group: 'go',
    keys: { code: 'KeyC', alt: true },
    run: ({ router }) => router.go({ page: 'contacts', tab: 'people' }),
  },
  {
    id: 'duplicates',
    title: 'peopleCommand.suggestions',
    group: 'go',
    run: ({ router }) => router.go({ page: 'contacts', tab: 'suggestions' }),
  },
  {
    id: 'new-contact',
    title: 'peopleCommand.newContact',
    group: 'person',
    run: (services) => open(services, { kind: 'new-contact', phone: '', call: null }),
  },
  {
    id: 'full-page',
    title: 'peopleCommand.fullPage',
    group: 'person',
    keys: { code: 'KeyB', alt: true },
    needsConversation: true,
    run: withPerson((services, contact) => services.router.go({ page: 'contact', id: contact })),
  },
  {
    id: 'task',
    title: 'peopleCommand.task',
    group: 'person',
    keys: { code: 'KeyA', alt: true },
    needsConversation: true,
    run: withPerson((services, contact) => open(services, { kind: 'task', contact, task: null })),
  },
  {
    id: 'lead',
    title: 'peopleCommand.lead',
    group: 'person',
    keys: { code: 'KeyS', alt: true },
    needsConversation: true,
    run: lead('planned'),
  },
  {
    id: 'lead-bought',
    title: 'peopleCommand.bought',
    group: 'person',
    needsConversation: true,
    run: lead('bought'),
  },
  {
    id: 'lead-refused',
    title: 'peopleCommand.refused',
    group: 'person',
    needsConversation: true,
    run: lead('refused'),
  },
  {
    id: 'merge',
    title: 'peopleCommand.merge',
    group: 'person',
    keys: { code: 'KeyG', alt: true },
    needsConversation: true,
    run: withPerson((services, contact) => open(services, { kind: 'merge', contact, other: null })),
  },
];
