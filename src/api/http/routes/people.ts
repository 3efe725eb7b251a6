import { z } from 'zod';
import { HouseError, notFound } from '../../../errors.ts';
import { newId } from '../../../ids.ts';
import { isDuplicate } from '../../../store/duplicate.ts';
import { allTeams, type TeamDoc } from '../../../store/teams.ts';
import { type TokenDoc, tokensOf, withdrawToken } from '../../../store/tokens.ts';
import { allUsers } from '../../../store/users.ts';
import { addPerson, changePerson } from '../../../users/people.ts';
import { presentUser } from '../../../users/present.ts';
import { makeToken } from '../../../users/sign-in.ts';
import type { Doors } from '../../doors.ts';
import { changeUser, createUser, userView } from '../../protocol.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
const presentToken = (doc: TokenDoc): z.infer<typeof tokenView> => ({
  id: doc._id,
  name: doc.name,
  createdAt: doc.createdAt.toISOString(),
  lastUsedAt: doc.lastUsedAt?.toISOString() ?? null,
});

const named = z.strictObject({ name: z.string().trim().min(1).max(100) });
export const teamView = z.object({ id: z.string(), rev: z.int(), name: z.string() });
export const presentTeam = (doc: TeamDoc): z.infer<typeof teamView> => ({
  id: doc._id,
  rev: doc.rev,
  name: doc.name,
});

/** Colleagues, their teams, and the tokens of programs that act as them. */
export const peopleRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/users',
    who: 'user',
    about: 'Everybody who works here.',
    answer: listOf(userView),
    handle: async ({ house }) => whole((await allUsers(house.store.users)).map(presentUser)),
  }),
  userRoute({
    method: 'post',
    path: '/users',
    who: 'administrator',
    about: 'Adds a person.',
    body: createUser,
    answer: userView,
    status: 201,
    handle: async ({ house }, { body }) => {
      await requireTeams(house, body.teams);
      return presentUser(await addPerson(house, body));
    },
  }),
  userRoute({
    method: 'patch',
    path: '/users/:id',
    who: 'administrator',
    about:
      'Changes a person. A new password or disabling ends their sessions; disabling puts their work into the queue.',
    body: changeUser,
    answer: userView,
    handle: async ({ house, live }, { id, body, visitor, actor }) => {
      await requireTeams(house, body.teams);
      const keep = id === visitor.user._id ? visitor.credential : undefined;
      const { user, ended } = await changePerson(house, id, body, keep, actor);
      live.end(ended);
      return presentUser(user);
    },
  }),
  userRoute({
    method: 'get',
    path: '/teams',
    who: 'user',
    about: 'Every team.',
    answer: listOf(teamView),
    handle: async ({ house }) => whole((await allTeams(house.store.teams)).map(presentTeam)),
  }),
  userRoute({
    method: 'post',
    path: '/teams',
    who: 'administrator',
    about: 'Adds a team.',
    body: named,
    answer: teamView,
    status: 201,
    handle: async ({ house }, { body }) => {
      const team = { _id: newId(house.clock.now()), rev: 1, name: body.name };
      await house.store.teams.insertMany([team]).catch(refuseSameName);
      return presentTeam(team);
    },
  }),
  userRoute({
    method: 'patch',
    path: '/teams/:id',
    who: 'administrator',
    about: 'Renames a team.',
    body: named,
    answer: teamView,
    handle: async ({ house }, { id, body }) => {
      const team = await house.store.teams
        .findOneAndUpdate(
          { _id: id },
          { $set: { name: body.name }, $inc: { rev: 1 } },
          { returnDocument: 'after' },
        )
        .lean<TeamDoc>()
        .catch(refuseSameName);
      if (!team) throw notFound('team');
      return presentTeam(team);
    },
  }),
  userRoute({
    method: 'delete',
    path: '/teams/:id',
    who: 'administrator',
    about: 'Removes a team that nobody belongs to.',
    handle: async ({ house }, { id }) => {
      if ((await house.store.users.exists({ teams: id })) !== null) {
        throw new HouseError('conflict', 'People belong to this team: move them to another one first.');
      }
      if ((await house.store.conversations.exists({ team: id })) !== null) {
        throw new HouseError(
          'conflict',
          'Conversations belong to this team: assign them to another one first.',
        );
      }
      const { deletedCount } = await house.store.teams.deleteOne({ _id: id });
      if (deletedCount === 0) throw notFound('team');
    },
  }),
  userRoute({
    method: 'get',
    path: '/tokens',
    who: 'user',
    about: 'Own API tokens, without their secrets.',
    answer: listOf(tokenView),
    handle: async ({ house }, { actor }) =>
      whole((await tokensOf(house.store.tokens, actor.id)).map(presentToken)),
  }),
  userRoute({
    method: 'post',
    path: '/tokens',
    who: 'user',
    about: 'Makes an API token that acts as its maker; the token is shown this once.',
    body: named,
    answer: z.object({ token: z.string(), item: tokenView }),
    status: 201,
    handle: async ({ house }, { visitor, body }) => {
      const { token, doc } = await makeToken(house, visitor.user, body.name);
      return { token, item: presentToken(doc) };
    },
  }),
  userRoute({
    method: 'delete',
    path: '/tokens/:id',
    who: 'user',
    about: 'Withdraws one of the own API tokens.',
    object: 'token',
    handle: async ({ house, live }, { actor, id }) => {
      const withdrawn = await withdrawToken(house.store.tokens, id, actor.id);
      if (withdrawn === null) throw notFound('token');
      live.end([withdrawn.hash]);
    },
  }),
];

async function requireTeams(house: Doors['house'], teams: string[] | undefined): Promise<void> {
  for (const team of teams ?? []) {
    if ((await house.store.teams.exists({ _id: team })) !== null) continue;
    throw new HouseError('invalid', 'There is no such team: choose one of the list.', 'teams');
  }
}

function refuseSameName(error: unknown): never {
  if (isDuplicate(error)) throw new HouseError('conflict', 'A team with this name exists already.', 'name');
  throw error;
}
