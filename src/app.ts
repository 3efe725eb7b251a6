import compression from 'compression';
import express, { type Express } from 'express';
import type { Doors } from './api/doors.ts';
import { docsPage } from './api/http/docs-page.ts';
import { errorAnswers } from './api/http/errors.ts';
import { requestLog, safetyHeaders } from './api/http/headers.ts';
import { healthDoors, type Metrics } from './api/http/health.ts';
import { describeApi } from './api/http/openapi.ts';
import { publicFiles } from './api/http/public-links.ts';
import { routerOf } from './api/http/router.ts';
import { TABLE } from './api/http/table.ts';
import { webDoors } from './api/http/web.ts';
import { openWebhookDoors } from './api/http/webhooks.ts';

export interface AppOptions {
  doors: Doors;
  metrics: Metrics;
  /** Folder of the built screen. */
  webDir: string;
  draining(): boolean;
}

/** Every HTTP door of the service on one Express application. */
export function createApp({ doors, metrics, webDir, draining }: AppOptions): Express {
  const { house } = doors;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', house.config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestLog(house, metrics));
  // Before everything that costs: the networks' pushes need neither browser headers nor compression.
  openWebhookDoors(app, doors);
  app.use(healthDoors(doors, metrics, draining));
  app.use(safetyHeaders(house));
  app.use(publicFiles(house));
  app.use(compression({ threshold: 1024 }));
  app.get('/api/v1/openapi.json', (_req, res) => {
    res.json(describeApi(TABLE, doors.version));
  });
  app.get('/api/docs', (_req, res) => {
    res.type('html').send(docsPage(TABLE, doors.version));
  });
  app.use('/api/v1', routerOf(doors, TABLE));
  app.use(webDoors(webDir));
  app.use((_req, res) => {
    res.status(404).json({ error: { code: 'not_found', message: 'There is nothing at this address.' } });
  });
  app.use(errorAnswers(house));
  return app;
}
