import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/**
 * The built screen. Files with a hash in their name never change and are kept by browsers for ever; the page itself is
 * asked for every time, and answers every address that is not a file.
 */
export function webDoors(dir: string): Router {
  const router = Router();
  const index = join(dir, 'index.html');
  const page = existsSync(index) ? readFileSync(index) : undefined;
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  router.use(express.static(dir, { index: false, maxAge: '1h', dotfiles: 'ignore' }));
  router.get('/{*path}', (req, res, next) => {
    if (page === undefined || /^\/(api|hooks|public)\//.test(req.path) || req.accepts('html') === false) {
      next();
      return;
    }
    res.setHeader('Cache-Control', 'no-cache');
    res.type('html').send(page);
  });
  return router;
}
