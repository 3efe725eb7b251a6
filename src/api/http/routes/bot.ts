import { z } from 'zod';
import { dryRunSlice } from '../../../bot/dry-run.ts';
import {
  bodyOf,
  changeFlow,
  createFlow,
  listFlows,
  publishFlow,
  readFlow,
  removeFlow,
} from '../../../bot/flows.ts';
import { TEMPLATES } from '../../../bot/templates/index.ts';
import { tryFlow } from '../../../bot/try.ts';
import type { House } from '../../../house.ts';
import { changeSetting } from '../../../settings.ts';
import {
  botSetting,
  changeFlow as changeSchema,
  createFlow as createSchema,
  dryRun as dryRunSchema,
  dryRunView,
  type FlowBody,
  flowView,
  publishFlow as publishSchema,
  templateView,
  tryFlow as trySchema,
  tryView,
} from '../../protocol/bot.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';
import { settingView } from './settings.ts';

const versionQuery = z.strictObject({ version: z.coerce.number().int().min(1).optional() });

/** What the bot says: flows and their versions, trying them, and whether it speaks at all. */
export const botRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/bot/flows',
    who: 'manager',
    about: 'Every flow of the bot with its newest version.',
    answer: listOf(flowView),
    handle: async ({ house }) => whole(await listFlows(house)),
  }),
  userRoute({
    method: 'post',
    path: '/bot/flows',
    who: 'manager',
    about: 'Adds a flow.',
    body: createSchema,
    answer: flowView,
    status: 201,
    handle: async ({ house }, { actor, body }) => createFlow(house, actor, body),
  }),
  userRoute({
    method: 'get',
    path: '/bot/flows/:id',
    who: 'manager',
    about: 'One flow with its newest version or the one asked for.',
    query: versionQuery,
    answer: flowView,
    handle: async ({ house }, { id, query }) => readFlow(house, id, query.version),
  }),
  userRoute({
    method: 'put',
    path: '/bot/flows/:id',
    who: 'manager',
    about: 'Writes a new version of a flow; what speaks stays until it is published.',
    body: changeSchema,
    answer: flowView,
    handle: async ({ house }, { actor, id, body }) => changeFlow(house, actor, id, body),
  }),
  userRoute({
    method: 'delete',
    path: '/bot/flows/:id',
    who: 'manager',
    about: 'Takes a flow away, unless the bot speaks by it.',
    handle: async ({ house }, { id }) => removeFlow(house, id),
  }),
  userRoute({
    method: 'post',
    path: '/bot/flows/:id/publish',
    who: 'manager',
    about: 'Lets a version speak, the newest unless an older one is named.',
    body: publishSchema,
    answer: flowView,
    handle: async ({ house }, { id, body }) => publishFlow(house, id, body.version),
  }),
  userRoute({
    method: 'post',
    path: '/bot/flows/:id/try',
    who: 'manager',
    about: 'Plays a conversation through and shows every step on every channel. Nothing is stored or sent.',
    body: trySchema,
    answer: tryView,
    handle: async ({ house }, { id, body }) => tryFlow(house, await wordsOf(house, id, body.body), body),
  }),
  userRoute({
    method: 'post',
    path: '/bot/flows/:id/dry-run',
    who: 'manager',
    about:
      'What it would have said between two times, a slice of conversations each; go on with `next`. Never sends.',
    body: dryRunSchema,
    answer: dryRunView,
    handle: async ({ house }, { id, body }) => dryRunSlice(house, await wordsOf(house, id, body.body), body),
  }),
  userRoute({
    method: 'get',
    path: '/bot/templates',
    who: 'manager',
    about: 'Ready-made flows to begin with.',
    answer: listOf(templateView),
    handle: async () => whole([...TEMPLATES]),
  }),
  userRoute({
    method: 'put',
    path: '/bot/setting',
    who: 'manager',
    about: 'Switches the bot on or off and sets its hours; the same setting as `/settings/bot`.',
    body: botSetting,
    answer: settingView,
    handle: async ({ house }, { body }) => changeSetting(house, 'bot', body),
  }),
];

/** The draft as it stands in the editor, else the newest version. */
async function wordsOf(house: House, id: string, draft: FlowBody | undefined): Promise<FlowBody> {
  const { version } = await readFlow(house, id);
  return draft ?? bodyOf(house, id, version);
}
