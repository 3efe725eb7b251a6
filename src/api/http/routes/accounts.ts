import { z } from 'zod';
import { changeAccount, createAccount, removeAccount, testSettings } from '../../../accounts/change.ts';
import { houseHealth } from '../../../accounts/house-health.ts';
import { notFound } from '../../../errors.ts';
import { presentAccount } from '../../../events/present.ts';
import { accountById, allAccounts } from '../../../store/accounts.ts';
import {
  accountView,
  changeAccount as changeSchema,
  createAccount as createSchema,
  houseHealthView,
} from '../../protocol.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

const settings = z.record(z.string(), z.unknown());
/** A code with the names and numbers that belong into its sentence. */
const note = z.looseObject({ code: z.string() });
const tested = z.union([
  z.object({ ok: z.literal(true), self: z.string(), name: z.string(), notes: z.array(note) }),
  z.object({
    ok: z.literal(false),
    error: z.string(),
    field: z.string().optional(),
    detail: z.string(),
    hint: note.optional(),
  }),
]);

/** Connected bots, mailboxes and communities. Everybody sees them and their health; administrators keep them. */
export const accountRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/accounts',
    who: 'user',
    about: 'Every account with its health; secrets show as true.',
    answer: listOf(accountView),
    handle: async ({ house }) => whole((await allAccounts(house.store.accounts)).map(presentAccount)),
  }),
  userRoute({
    method: 'post',
    path: '/accounts',
    who: 'administrator',
    about: 'Connects an account and starts it.',
    body: createSchema,
    answer: accountView,
    status: 201,
    handle: async ({ house, runner }, { body }) => {
      const account = await createAccount(house, body);
      await runner.restart(account._id);
      return presentAccount((await accountById(house.store.accounts, account._id)) ?? account);
    },
  }),
  userRoute({
    method: 'patch',
    path: '/accounts/:id',
    who: 'administrator',
    about: 'Changes name or settings, or switches an account on and off; secrets left out are kept.',
    body: changeSchema,
    answer: accountView,
    handle: async ({ house, runner }, { id, body }) => {
      const account = await changeAccount(house, id, body);
      if (body.settings !== undefined || body.enabled !== undefined) await runner.restart(id);
      return presentAccount((await accountById(house.store.accounts, id)) ?? account);
    },
  }),
  userRoute({
    method: 'delete',
    path: '/accounts/:id',
    who: 'administrator',
    about: 'Removes an account; its messages stay.',
    handle: async ({ house, runner }, { id }) => {
      await removeAccount(house, id);
      await runner.restart(id);
    },
  }),
  userRoute({
    method: 'get',
    path: '/health',
    who: 'manager',
    about: 'Whether database and Redis hold, what the house is short of, and payloads that wait.',
    answer: houseHealthView,
    handle: async ({ house, standing }) => houseHealth(house, await standing.ask()),
  }),
  userRoute({
    method: 'post',
    path: '/accounts/test',
    who: 'administrator',
    about: 'Tries settings on the network before an account is made of them.',
    body: z.strictObject({ channel: z.string(), settings }),
    answer: tested,
    handle: async ({ house }, { body }) => testSettings(house, body.channel, body.settings),
  }),
  userRoute({
    method: 'post',
    path: '/accounts/:id/test',
    who: 'administrator',
    about: 'Tries the stored settings of an account, or changed ones; secrets left out are the stored ones.',
    body: z.strictObject({ settings: settings.optional() }),
    answer: tested,
    handle: async ({ house }, { id, body }) => {
      const account = await accountById(house.store.accounts, id);
      if (account === null) throw notFound('account');
      return testSettings(house, account.channel, body.settings ?? account.settings, id);
    },
  }),
];
