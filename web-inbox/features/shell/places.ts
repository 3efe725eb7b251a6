import {
  IconAddressBook,
  IconChartBar,
  IconChecklist,
  IconFileAlert,
  IconHourglass,
  IconMailX,
  IconPlugConnected,
  IconRobot,
  type TablerIcon,
} from '@tabler/icons-react';
import type { UserView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import type { Route } from '../../app/route.ts';
import { undeliveredTotal } from '../../app/undelivered.ts';
import type { Key } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';

/** A page of the rail. What is needed every hour stands in the rail itself, the rest one click deeper. */
export interface Place {
  page: Route['page'];
  word: Key;
  icon: TablerIcon;
  route: Route;
  /** `work`: everybody's day; `office`: behind "more pages". */
  group: 'work' | 'office';
  /** Who may go there; everybody when absent. */
  roles?: readonly UserView['role'][];
  /** A hook: what waits there. Counts behind "more pages" also mark its button. */
  useBadge?(): number;
}

const managers = ['manager', 'administrator'] as const;

/** The pages beside the inbox, in the order of the rail. A new page is one entry here. */
export const places: readonly Place[] = [
  {
    page: 'work',
    word: 'go.work',
    icon: IconChecklist,
    route: { page: 'work', tab: 'day' },
    group: 'work',
    useBadge: () =>
      useInbox(({ work }) => (work === null ? 0 : work.overdueLeads + work.tasks + work.missedCalls)),
  },
  {
    page: 'contacts',
    word: 'go.contacts',
    icon: IconAddressBook,
    route: { page: 'contacts', tab: 'people' },
    group: 'work',
  },
  {
    page: 'board',
    word: 'nav.board',
    icon: IconHourglass,
    route: { page: 'board' },
    group: 'work',
    roles: managers,
  },
  {
    page: 'undelivered',
    word: 'nav.undelivered',
    icon: IconMailX,
    route: { page: 'undelivered' },
    group: 'office',
    useBadge: () => useStore(useServices().undelivered.store, undeliveredTotal),
  },
  {
    page: 'reports',
    word: 'nav.reports',
    icon: IconChartBar,
    route: { page: 'reports', report: 'leads', search: '' },
    group: 'office',
  },
  {
    page: 'channels',
    word: 'nav.channels',
    icon: IconPlugConnected,
    route: { page: 'channels' },
    group: 'office',
    roles: managers,
  },
  {
    page: 'bot',
    word: 'botTalk.nav',
    icon: IconRobot,
    route: { page: 'bot', flow: null },
    group: 'office',
    roles: managers,
  },
  {
    page: 'quarantine',
    word: 'nav.quarantine',
    icon: IconFileAlert,
    route: { page: 'quarantine' },
    group: 'office',
    roles: managers,
    useBadge: () => useInbox((state) => state.quarantine),
  },
];

/** The places a person may go to. */
export const placesFor = (role: UserView['role'], group: Place['group']): Place[] =>
  places.filter((place) => place.group === group && (place.roles?.includes(role) ?? true));

/** Whether a person of this role has a page; pages that are no place belong to everybody. */
export const mayGo = (role: UserView['role'], page: Route['page']): boolean =>
  places.find((place) => place.page === page)?.roles?.includes(role) ?? true;
