import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { House } from '../../house.ts';
import type { Metrics } from './health.ts';

/** Headers that keep a browser from doing what the pages never ask for. The screen is the strictest page there is. */
export function safetyHeaders(house: Pick<House, 'config'>) {
  const tls = house.config.publicUrl?.startsWith('https:') === true;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library writes style attributes; styles cannot run anything.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: tls ? { maxAge: 15_552_000, includeSubDomains: false } : false,
  });
}

/** Names every request and, when it is over, logs it: never its query, body, cookies or tokens. */
export function requestLog(house: House, metrics: Metrics) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const began = performance.now();
    const id = randomUUID();
    res.setHeader('X-Request-Id', id);
    res.on('close', () => {
      const ms = performance.now() - began;
      metrics.requests.observe({ method: req.method, status: String(res.statusCode) }, ms / 1000);
      const facts = {
        request: id,
        method: req.method,
        path: req.path,
        status: res.statusCode,
        ms: Math.round(ms),
      };
      house.log.debug(facts, 'Request answered');
    });
    next();
  };
}
