import { assign } from '../app/actions.ts';
import type { Route } from '../app/route.ts';
import type { Services } from '../app/services.ts';
import { toast, toastError } from '../app/toast.ts';
import { translate } from '../i18n/i18n.ts';
import type { Command } from './commands.ts';

const go = (route: Route) => (services: Services) => services.router.go(route);
const section = (name: Extract<Route, { page: 'settings' }>['section']) =>
  go({ page: 'settings', section: name });
const managers = ['manager', 'administrator'] as const;
const administrators = ['administrator'] as const;

const shift =
  (wanted: 'on' | 'away' | 'off') =>
  ({ api }: Services): void => {
    api.changeMe({ shift: wanted }).then(() => toast(translate(`shift.${wanted}`)), toastError);
  };

/** The chosen conversations, else the open one. */
function reassign(services: Services, open: string): void {
  const { selected } = services.ui.get();
  const conversations = selected.length > 0 ? selected : open === '' ? [] : [open];
  if (conversations.length > 0) services.ui.update((ui) => ({ ...ui, reassign: { conversations } }));
}

/** Pages and actions of managers, owners and of one's own shift. */
export const officeCommands: readonly Command[] = [
  {
    id: 'board',
    title: 'command.board',
    group: 'go',
    roles: managers,
    keys: { code: 'Digit4', alt: true },
    run: go({ page: 'board' }),
  },
  {
    id: 'reports',
    title: 'command.reports',
    group: 'go',
    run: go({ page: 'reports', report: 'leads', search: '' }),
  },
  { id: 'undelivered', title: 'command.undelivered', group: 'go', run: go({ page: 'undelivered' }) },
  { id: 'bot', title: 'botTalk.go', group: 'go', roles: managers, run: go({ page: 'bot', flow: null }) },
  { id: 'channels', title: 'command.channels', group: 'go', roles: managers, run: go({ page: 'channels' }) },
  {
    id: 'quarantine',
    title: 'command.quarantine',
    group: 'go',
    roles: managers,
    run: go({ page: 'quarantine' }),
  },
  {
    id: 'reassign',
    title: 'command.reassign',
    group: 'conversation',
    roles: managers,
    needsConversation: true,
    run: reassign,
  },
  {
    id: 'take-over',
    title: 'command.takeOver',
    group: 'conversation',
    roles: managers,
    needsConversation: true,
    run: (services, id) => void assign(services, id, services.inbox.get().me?.id ?? null),
  },
  { id: 'shift-on', title: 'command.shiftOn', group: 'app', run: shift('on') },
  { id: 'shift-away', title: 'command.shiftAway', group: 'app', run: shift('away') },
  { id: 'shift-off', title: 'command.shiftOff', group: 'app', run: shift('off') },
  { id: 'routing', title: 'command.routing', group: 'app', roles: administrators, run: section('routing') },
  { id: 'people', title: 'command.people', group: 'app', roles: managers, run: section('people') },
  { id: 'teams', title: 'command.teams', group: 'app', roles: administrators, run: section('teams') },
  { id: 'house', title: 'command.house', group: 'app', roles: administrators, run: section('house') },
  {
    id: 'refusals',
    title: 'command.refusals',
    group: 'app',
    roles: administrators,
    run: section('refusals'),
  },
  { id: 'alarms', title: 'command.alarms', group: 'app', roles: administrators, run: section('delivery') },
  { id: 'tokens', title: 'command.tokens', group: 'app', run: section('tokens') },
];
