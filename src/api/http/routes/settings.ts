import { z } from 'zod';
import { changeSetting, listSettings } from '../../../settings.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

export const settingView = z.object({ key: z.string(), rev: z.int(), value: z.unknown() });

/** What the administrator changes while the service runs. */
export const settingRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/settings',
    who: 'user',
    about: 'Every setting with the value in force.',
    answer: listOf(settingView),
    handle: async ({ house }) => whole(await listSettings(house)),
  }),
  userRoute({
    method: 'put',
    path: '/settings/:key',
    who: 'administrator',
    about: 'Writes a setting; every screen hears of it.',
    body: z.strictObject({ value: z.record(z.string(), z.unknown()) }),
    answer: settingView,
    handle: async ({ house }, { params, body }) => changeSetting(house, params.key ?? '', body.value),
  }),
];
