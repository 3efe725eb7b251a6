import { timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { House } from '../../house.ts';
import type { Doors } from '../doors.ts';

export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'status'>;
}

/** Figures for Prometheus; a house has its own, so that two in one process do not mix. */
export function createMetrics(house: House, connected: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const events = new Counter({ name: 'okno_events_total', help: 'Events published to the log.', registers });
  house.events.subscribe(() => events.inc());
  new Gauge({
    name: 'okno_event_cursor',
    help: 'Cursor of the newest event.',
    registers,
    collect() {
      this.set(house.events.head());
    },
  });
  new Gauge({
    name: 'okno_sockets',
    help: 'Connected screens.',
    registers,
    collect() {
      this.set(connected());
    },
  });
  return {
    registry,
    requests: new Histogram({
      name: 'okno_http_request_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5],
      registers,
    }),
  };
}

/**
 * `/healthz`: the process answers. `/readyz`: its database does too. `/health`: what the house stands on, in single
 * words. `/metrics`: figures.
 */
export function healthDoors(doors: Doors, metrics: Metrics, draining: () => boolean): Router {
  const { house, standing } = doors;
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const problem = draining() ? 'This process is about to stop.' : await storeProblem(house);
    res.status(problem === undefined ? 200 : 503);
    res.json(problem === undefined ? { status: 'ready' } : { status: 'not ready', problem });
  });
  router.get('/health', async (_req, res) => {
    const { store, redis } = await standing.ask();
    const holds = store === 'ok' && redis !== 'unreachable';
    // Without Redis everything is taken in and sent; without the database nothing is.
    res.status(store === 'ok' ? 200 : 503).json({ status: holds ? 'ok' : 'trouble', store, redis });
  });
  router.get('/metrics', async (req, res) => {
    const { metricsToken } = house.config;
    if (metricsToken !== undefined && !sameText(req.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
      res
        .status(401)
        .json({ error: { code: 'unauthenticated', message: 'Send METRICS_TOKEN as a bearer token.' } });
      return;
    }
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

async function storeProblem(house: House): Promise<string | undefined> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve('The database does not answer.'), 2_000).unref();
  });
  const asked = house.store.users.exists({ _id: 'nobody' }).then(
    () => undefined,
    () => 'The database cannot be asked.',
  );
  return Promise.race([asked, late]);
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
