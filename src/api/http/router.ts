import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { HouseError, notFound } from '../../errors.ts';
import { actorOf } from '../../users/present.ts';
import type { Visitor } from '../../users/sign-in.ts';
import type { Doors } from '../doors.ts';
import { admit, recognise, refuseForeign } from './guard.ts';
import { ANSWERED, type AskedByUser, type Route } from './route.ts';

const nothing = z.strictObject({});
const paramShape = /^[\w.:-]{1,128}$/;
const readJson = express.json({ limit: '2mb', reviver: refuseMagicKeys });

/** An Express router in which every row of the table is a door. */
export function routerOf(doors: Doors, table: readonly Route[]): Router {
  const router = Router();
  for (const route of table) {
    router[route.method](route.path, (req: Request, res: Response) => serve(doors, route, req, res));
  }
  router.use(() => {
    throw notFound('door');
  });
  return router;
}

async function serve(doors: Doors, route: Route, req: Request, res: Response): Promise<void> {
  const { house } = doors;
  refuseForeign(house, req);
  await doors.standing.refuseWhileAway();
  const visitor = route.who === 'anyone' ? null : admit(await whoAsks(doors, req), route.who);
  const params = readParams(req);
  // Only now: a stranger's body is not worth reading.
  if (route.method !== 'get' && !route.streams) await bodyInto(req, res);
  res.setHeader('Cache-Control', 'no-store');
  // Before the data: what happens in between comes again as an event, which does no harm.
  res.setHeader('X-Okno-Cursor', house.events.head());
  const asked = {
    params,
    id: params.id ?? '',
    query: (route.query ?? nothing).parse({ ...req.query }),
    body: route.method === 'get' || route.streams ? undefined : (route.body ?? nothing).parse(req.body ?? {}),
    address: req.ip ?? '',
    req,
    res,
    ...(visitor === null ? {} : { visitor, actor: { ...actorOf(visitor.user), id: visitor.user._id } }),
  };
  const answer = await route.handle(doors, asked as AskedByUser<unknown, unknown>);
  if (answer === ANSWERED) return;
  if (answer === undefined) res.status(204).end();
  else res.status(route.status ?? 200).json(answer);
}

function whoAsks({ visitors }: Doors, req: Request): Promise<Visitor | null> {
  return recognise(visitors, { cookie: req.headers.cookie, authorization: req.headers.authorization });
}

function bodyInto(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    readJson(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(refusalOf(error))));
  });
}

function readParams(req: Request): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.params)) {
    if (typeof value !== 'string' || !paramShape.test(value)) throw notFound(name);
    params[name] = value;
  }
  return params;
}

/** The body parser takes our own refusal for a syntax error and strips it to its words. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof HouseError)) return error;
  return new HouseError('invalid', error.message, /"(\w+)"/.exec(error.message)?.[1]);
}

/** No honest client names a field so; refused before any code can walk over it. */
function refuseMagicKeys(key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
    throw new HouseError('invalid', `There is no field "${key}" here: leave it out.`, key);
  }
  return value;
}
