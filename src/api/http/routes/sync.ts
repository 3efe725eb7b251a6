import { z } from 'zod';
import type { Channel } from '../../../../channels/contract.ts';
import { presentAccount } from '../../../events/present.ts';
import type { Actor } from '../../../house.ts';
import { listSettings } from '../../../settings.ts';
import type { AccountDoc } from '../../../store/accounts.ts';
import { conversationsOfContacts } from '../../../store/contacts.ts';
import { allTeams } from '../../../store/teams.ts';
import { allUsers } from '../../../store/users.ts';
import { presentUser } from '../../../users/present.ts';
import type { Doors } from '../../doors.ts';
import { accountView, countsView, type LoggedEvent, roomsOf, userView } from '../../protocol.ts';
import { listOf, whole } from '../lists.ts';
import { ANSWERED, type Route, userRoute } from '../route.ts';
import { conversationsInSight } from '../sight.ts';
import { presentTeam, teamView } from './people.ts';
import { settingView } from './settings.ts';

const channelView = z.object({
  name: z.string(),
  capabilities: z.looseObject({ version: z.int() }),
  fields: z.array(z.looseObject({ name: z.string(), kind: z.string(), required: z.boolean() })),
});

const snapshot = z.object({
  cursor: z.int(),
  version: z.string(),
  user: userView,
  users: z.array(userView),
  teams: z.array(teamView),
  accounts: z.array(accountView),
  channels: z.array(channelView),
  counts: countsView,
  settings: z.array(settingView),
  quarantine: z.int(),
});

/** How a screen begins, and how it catches up. */
export const syncRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/snapshot',
    who: 'user',
    about: 'Everything a screen needs before its first list; apply events after `cursor` to it.',
    answer: snapshot,
    handle: async (doors, { visitor, actor }) => {
      const { house } = doors;
      const cursor = house.events.head();
      const [users, teams, accounts, counted, settings, quarantine] = await Promise.all([
        allUsers(house.store.users),
        allTeams(house.store.teams),
        house.store.accounts.find().sort({ _id: 1 }).lean<AccountDoc[]>(),
        doors.counts.of(actor),
        listSettings(house),
        actor.role === 'operator' ? 0 : house.store.envelopes.countDocuments({ state: 'quarantined' }),
      ]);
      return {
        // Counts are exact as of their own cursor; everything else is at least as new as the smaller of both.
        cursor: Math.min(cursor, counted.cursor),
        version: doors.version,
        user: presentUser(visitor.user),
        users: users.map(presentUser),
        teams: teams.map(presentTeam),
        accounts: accounts.map(presentAccount),
        channels: channelsOf(doors),
        counts: counted.counts,
        settings,
        quarantine,
      };
    },
  }),
  userRoute({
    method: 'get',
    path: '/events',
    who: 'user',
    about: 'What the reader has missed after a cursor; 410 when the log no longer reaches back that far.',
    query: z.strictObject({
      after: z.coerce.number().int().min(0),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    answer: z.object({
      events: z.array(z.looseObject({ cursor: z.int() })),
      cursor: z.int(),
      more: z.boolean(),
    }),
    handle: async ({ house }, { actor, query, res }) => {
      const found = await house.events.since(query.after, roomsOf(actor), query.limit);
      if (found !== 'too-old') {
        const events =
          actor.role === 'operator' ? await stillInSight(house, actor, found.events) : found.events;
        return { events, cursor: found.cursor, more: found.cursor < house.events.head() };
      }
      const message = 'The log does not reach back that far: take a new snapshot.';
      res.status(410).json({ error: { code: 'too_old', message } });
      return ANSWERED;
    },
  }),
  userRoute({
    method: 'get',
    path: '/channels',
    who: 'user',
    about: 'Every kind of network this service speaks: what it can do and what an account of it needs.',
    answer: listOf(channelView),
    handle: async (doors) => whole(channelsOf(doors)),
  }),
];

/**
 * The log remembers who might hear what at the time. Words from conversations that are somebody else's by now are not
 * told again; that a conversation went away is.
 */
async function stillInSight(
  house: Doors['house'],
  reader: Actor & { id: string },
  events: readonly LoggedEvent[],
): Promise<LoggedEvent[]> {
  const spoken = new Map<LoggedEvent, string>();
  const contacts = new Map<LoggedEvent, string>();
  for (const event of events) {
    if (event.name === 'conversation.changed') spoken.set(event, event.data.conversation.id);
    if (event.name === 'message.added' || event.name === 'message.changed') {
      spoken.set(event, event.data.message.conversation);
    }
    if (event.name === 'contact.changed') contacts.set(event, event.data.contact.id);
    if (event.name === 'timeline.added' || event.name === 'timeline.changed') {
      contacts.set(event, event.data.entry.contact);
    }
  }
  const homes = await conversationsOfContacts(house.store.contacts, [...new Set(contacts.values())]);
  for (const [event, contact] of contacts) spoken.set(event, homes.get(contact) ?? '');
  const seen = await conversationsInSight(house, reader, [...new Set(spoken.values())]);
  return events.filter((event) => {
    const conversation = spoken.get(event);
    return conversation === undefined || seen.has(conversation);
  });
}

function channelsOf({ house }: Doors) {
  return [...house.registry.values()].map(({ codec, fields }: Channel) => ({
    name: codec.channel,
    capabilities: codec.capabilities,
    fields,
  }));
}
