import { z } from 'zod';
import { notFound } from '../../../errors.ts';
import { listQuarantine, quarantineCount, rawEnvelope } from '../../../ingest/quarantine.ts';
import { replayAllView } from '../../protocol.ts';
import { listOf, pageQuery } from '../lists.ts';
import { ANSWERED, type Route, userRoute } from '../route.ts';
import { disposition } from '../serve-file.ts';

const item = z.object({
  id: z.string(),
  channel: z.string(),
  account: z.string(),
  receivedAt: z.iso.datetime(),
  problem: z.object({ code: z.string(), detail: z.string(), version: z.string().optional() }),
  attempts: z.int(),
});

/** What could not be understood: visible, downloadable, and tried again on demand. */
export const quarantineRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/quarantine',
    who: 'manager',
    about: 'Payloads that could not be understood, newest first.',
    query: pageQuery,
    answer: listOf(item),
    handle: async ({ house }, { query }) => listQuarantine(house, query.cursor ?? null, query.limit),
  }),
  userRoute({
    method: 'get',
    path: '/quarantine/:id/raw',
    who: 'manager',
    about: 'A payload exactly as it arrived.',
    handle: async ({ house }, { id, res }) => {
      const envelope = await rawEnvelope(house, id);
      if (envelope === null) throw notFound('payload');
      res.setHeader('Content-Type', 'application/octet-stream');
      res.setHeader('Content-Disposition', disposition('attachment', `${envelope.channel}-${id}.raw`));
      res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
      res.end(Buffer.from(envelope.bytes));
      return ANSWERED;
    },
  }),
  userRoute({
    method: 'post',
    path: '/quarantine/replay',
    who: 'manager',
    about: 'Tries all of quarantine again, oldest first; what still cannot be understood stays.',
    body: z.strictObject({}),
    answer: replayAllView,
    handle: async ({ house, ingest }) => {
      const replayed = await ingest.replayAll();
      return { replayed, quarantined: await quarantineCount(house) };
    },
  }),
  userRoute({
    method: 'post',
    path: '/quarantine/:id/replay',
    who: 'manager',
    about: 'Tries to understand a payload again; it may land in quarantine again.',
    body: z.strictObject({}),
    answer: z.object({ id: z.string(), quarantined: z.boolean() }),
    handle: async ({ house, ingest }, { id }) => {
      await ingest.replay(id);
      return { id, quarantined: (await rawEnvelope(house, id))?.state === 'quarantined' };
    },
  }),
];
