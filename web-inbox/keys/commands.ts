import type { UserView } from '../../src/api/protocol.ts';
import {
  assign,
  change,
  close,
  openConversation,
  reopen,
  snooze,
  snoozeTimes,
  step,
} from '../app/actions.ts';
import type { Services } from '../app/services.ts';
import type { Command } from './command.ts';
import { officeCommands } from './office-commands.ts';
import { peopleCommands } from './people-commands.ts';

export type { Command, Shortcut } from './command.ts';

const view = (name: 'mine' | 'unassigned' | 'all') => (services: Services) =>
  services.router.go({
    page: 'inbox',
    filter: { view: name, status: 'open', channel: null, label: null },
    conversation: null,
    seq: null,
  });

const overlay = (name: 'palette' | 'help' | 'search') => (services: Services) =>
  services.ui.update((state) => ({ ...state, overlay: state.overlay === name ? null : name }));

const compose = (note: boolean) => (services: Services) =>
  services.ui.update((state) => ({ ...state, compose: { tick: state.compose.tick + 1, note } }));

function back(services: Services): void {
  const state = services.ui.get();
  if (state.picture !== null) services.ui.update((ui) => ({ ...ui, picture: null }));
  else if (state.overlay !== null) services.ui.update((ui) => ({ ...ui, overlay: null }));
  else if (state.selected.length > 0) services.ui.update((ui) => ({ ...ui, selected: [] }));
  else openConversation(services, null);
}

function toggleTheme({ prefs }: Services): void {
  const dark = document.documentElement.dataset.mantineColorScheme === 'dark';
  prefs.update((state) => ({ ...state, theme: dark ? 'light' : 'dark' }));
}

/** The one table behind the palette, the shortcuts and the help sheet. */
export const commands: readonly Command[] = [
  {
    id: 'palette',
    title: 'command.palette',
    group: 'app',
    keys: { code: 'KeyK', ctrl: true },
    run: overlay('palette'),
  },
  {
    id: 'search',
    title: 'command.search',
    group: 'go',
    keys: { code: 'Slash' },
    also: { code: 'KeyF', alt: true },
    run: overlay('search'),
  },
  {
    id: 'next',
    title: 'command.next',
    group: 'go',
    keys: { code: 'KeyJ' },
    also: { code: 'KeyJ', alt: true },
    run: (services) => step(services, 1),
  },
  {
    id: 'previous',
    title: 'command.previous',
    group: 'go',
    keys: { code: 'KeyK' },
    also: { code: 'KeyK', alt: true },
    run: (services) => step(services, -1),
  },
  { id: 'back', title: 'command.back', group: 'go', keys: { code: 'Escape' }, run: back },
  { id: 'mine', title: 'command.mine', group: 'go', keys: { code: 'Digit1', alt: true }, run: view('mine') },
  {
    id: 'unassigned',
    title: 'command.unassigned',
    group: 'go',
    keys: { code: 'Digit2', alt: true },
    run: view('unassigned'),
  },
  { id: 'all', title: 'command.all', group: 'go', keys: { code: 'Digit3', alt: true }, run: view('all') },
  {
    id: 'reply',
    title: 'command.reply',
    group: 'write',
    keys: { code: 'KeyR' },
    also: { code: 'KeyL', alt: true },
    needsConversation: true,
    run: compose(false),
  },
  {
    id: 'note',
    title: 'command.note',
    group: 'write',
    keys: { code: 'KeyN' },
    also: { code: 'KeyP', alt: true },
    needsConversation: true,
    run: compose(true),
  },
  {
    id: 'attach',
    title: 'command.attach',
    group: 'write',
    keys: { code: 'KeyU', alt: true },
    needsConversation: true,
    run: (services) => services.ui.update((state) => ({ ...state, attach: state.attach + 1 })),
  },
  {
    id: 'assign-me',
    title: 'command.assignMe',
    group: 'conversation',
    keys: { code: 'KeyI' },
    also: { code: 'KeyI', alt: true },
    needsConversation: true,
    run: (services, id) => void assign(services, id, services.inbox.get().me?.id ?? null),
  },
  {
    id: 'close',
    title: 'command.close',
    group: 'conversation',
    keys: { code: 'KeyE', alt: true },
    needsConversation: true,
    run: (services, id) => void close(services, id, false),
  },
  {
    id: 'close-next',
    title: 'command.closeNext',
    group: 'conversation',
    keys: { code: 'KeyE' },
    also: { code: 'KeyE', alt: true, ctrl: true },
    needsConversation: true,
    run: (services, id) => void close(services, id, true),
  },
  {
    id: 'reopen',
    title: 'command.reopen',
    group: 'conversation',
    keys: { code: 'KeyO', alt: true },
    needsConversation: true,
    run: (services, id) => void reopen(services, id),
  },
  {
    id: 'snooze',
    title: 'command.snooze',
    group: 'conversation',
    keys: { code: 'KeyM', alt: true },
    needsConversation: true,
    run: (services, id) => void snooze(services, id, snoozeTimes.tomorrow(new Date())),
  },
  {
    id: 'unread',
    title: 'command.unread',
    group: 'conversation',
    keys: { code: 'KeyU', shift: true },
    needsConversation: true,
    run: (services, id) =>
      void change(services, id, { read: false }).then(() => openConversation(services, null)),
  },
  {
    id: 'select',
    title: 'command.select',
    group: 'conversation',
    keys: { code: 'KeyX' },
    needsConversation: true,
    run: (services, id) =>
      services.ui.update((state) => ({
        ...state,
        selected: state.selected.includes(id)
          ? state.selected.filter((one) => one !== id)
          : [...state.selected, id],
      })),
  },
  {
    id: 'details',
    title: 'command.details',
    group: 'conversation',
    keys: { code: 'KeyD', alt: true },
    needsConversation: true,
    run: (services) => {
      services.prefs.update((state) => ({ ...state, panel: !state.panel }));
      services.ui.update((state) => ({ ...state, contactOpen: !state.contactOpen }));
    },
  },
  ...peopleCommands,
  {
    id: 'help',
    title: 'command.help',
    group: 'app',
    keys: { code: 'Slash', shift: true },
    run: overlay('help'),
  },
  { id: 'theme', title: 'command.theme', group: 'app', keys: { code: 'KeyT', alt: true }, run: toggleTheme },
  {
    id: 'settings',
    title: 'command.settings',
    group: 'app',
    keys: { code: 'Comma', alt: true },
    run: (services) => services.router.go({ page: 'settings', section: 'profile' }),
  },
  ...officeCommands,
];

/** Whether a person is offered a command. */
export const isFor = (command: Command, role: UserView['role'] | undefined): boolean =>
  command.roles === undefined || (role !== undefined && command.roles.includes(role));
