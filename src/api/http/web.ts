import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/**
 * The built screen. Files with a hash in their name never change and are kept by browsers for ever; the page itself is
 * asked for every time, and answers every address that is not a file.
 */
export function webDoors(dir: string): Router {
  const router = Router();
  const index = join(dir, 'index.html');
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  router.use(express.static(dir, { index: false, maxAge: '1h', dotfiles: 'ignore' }));
  router.get('/{*path}', (req, res, next) => {
    if (!existsSync(index) || /^\/(api|hooks|public)\//.test(req.path) || req.accepts('html') === false) {
      next();
      return;
    }
    // Read anew, so that a page never names files of an earlier build.
    res.sendFile(index, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
