import express, { type Express, type Request } from 'express';
import { HouseError, notFound } from '../../errors.ts';
import type { Doors } from '../doors.ts';

/** The largest payload a network may push. */
const LIMIT = '5mb';

/**
 * `/hooks/:channel/:accountId`: hands the raw body to the account's adapter, which verifies it, stores it, and only
 * then answers. Nothing here reads the body. On the application itself: a router within a router costs each push more.
 */
export function openWebhookDoors(app: Express, { house, runner }: Doors): void {
  const rawBody = express.raw({ type: () => true, limit: LIMIT, inflate: true });
  app.post('/hooks/:channel/:accountId', rawBody, async (req, res) => {
    const { channel = '', accountId = '' } = req.params as Record<string, string>;
    const adapter = runner.adapterOf(accountId);
    if (adapter?.webhook === undefined) {
      // A network must not take a restart for a dead address.
      if ((await house.store.accounts.exists({ _id: accountId, channel, enabled: true })) === null)
        throw notFound('webhook');
      throw new HouseError('unavailable', 'Not ready yet: bring it again later.');
    }
    const answer = await adapter
      .webhook({ headers: req.headers, query: queryOf(req), body: bodyOf(req) })
      .catch((error: unknown) => {
        house.log.warn({ err: error, accountId }, 'Webhook not accepted; the network will bring it again');
        throw new HouseError('unavailable', 'Not stored: bring it again later.');
      });
    res.status(answer.status);
    if (answer.contentType !== undefined) res.type(answer.contentType);
    if (answer.body === undefined) res.end();
    else res.send(answer.body);
  });
}

function bodyOf(req: Request): Uint8Array {
  return Buffer.isBuffer(req.body) ? req.body : new Uint8Array();
}

function queryOf(req: Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.query)) if (typeof value === 'string') query[name] = value;
  return query;
}
