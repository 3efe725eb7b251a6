import { z } from 'zod';
import { changeCall } from '../../../crm/change-call.ts';
import { callFor, listCalls, callView as viewOf } from '../../../crm/list-calls.ts';
import { reportCall } from '../../../crm/report-call.ts';
import { notFound } from '../../../errors.ts';
import {
  callView,
  changeCall as changeSchema,
  listCalls as listSchema,
  reportCall as reportSchema,
} from '../../protocol.ts';
import { listOf } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';
import { serveFile } from '../serve-file.ts';

/** Telephone calls: reported by the exchange, seen by who may see the person's conversation, or by all while nobody's. */
export const callRoutes: Route[] = [
  userRoute({
    method: 'post',
    path: '/calls',
    who: 'manager',
    about:
      'Takes a report of the telephone exchange, with the API token of a manager. Reports may come in any order and again.',
    body: reportSchema,
    answer: callView,
    handle: async ({ house }, { actor, body }) => viewOf(house, actor, (await reportCall(house, body))._id),
  }),
  userRoute({
    method: 'get',
    path: '/calls',
    who: 'user',
    about: 'Calls, newest first; state=missed and waiting=true are those that nobody has returned yet.',
    query: listSchema,
    answer: listOf(callView),
    handle: async ({ house }, { actor, query }) => listCalls(house, actor, query),
  }),
  userRoute({
    method: 'get',
    path: '/calls/:id',
    who: 'user',
    about: 'One call.',
    object: 'call',
    answer: callView,
    handle: async ({ house }, { actor, id }) => viewOf(house, actor, id),
  }),
  userRoute({
    method: 'patch',
    path: '/calls/:id',
    who: 'user',
    about: 'Says that a missed call was dealt with, or whose number it came from.',
    object: 'call',
    body: changeSchema,
    answer: callView,
    handle: async ({ house }, { actor, id, body }) => {
      await changeCall(house, actor, id, body);
      return viewOf(house, actor, id);
    },
  }),
  userRoute({
    method: 'get',
    path: '/calls/:id/recording',
    who: 'user',
    about: 'The recording of a call; ranges are understood.',
    object: 'call',
    query: z.strictObject({ download: z.literal('1').optional(), v: z.string().max(64).optional() }),
    handle: async ({ house }, { actor, id, req, res }) => {
      const { recording } = (await callFor(house, actor, id)).call;
      if (recording?.fileKey === undefined) throw notFound('recording');
      const { fileKey: key, name = 'recording', mime = 'application/octet-stream' } = recording;
      return serveFile(house.files, { key, name, mime }, req, res);
    },
  }),
];
