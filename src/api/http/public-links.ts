import { createHmac, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { notFound } from '../../errors.ts';
import type { House } from '../../house.ts';
import { type ServedFile, serveFile } from './serve-file.ts';

/** Where signed links to single files live. */
export const PUBLIC_FILES = '/public/files';

const HOURS = 12;

/**
 * A path at which anybody may fetch this file for some hours. Networks that want a link instead of bytes get it, and
 * so do frames without a session. The signature covers key, name, type and end.
 */
export function publicPath(house: Pick<House, 'secrets' | 'clock'>, file: ServedFile): string {
  // Rounded up to the hour, so that a page shown again finds its pictures in the browser's cache.
  const until = Math.ceil(house.clock.now() / 3_600_000) * 3_600_000 + HOURS * 3_600_000;
  return publicPathUntil(house, file, until);
}

/** The same, ending at a moment in Unix milliseconds. */
export function publicPathUntil(house: Pick<House, 'secrets'>, file: ServedFile, until: number): string {
  const query = new URLSearchParams({ name: file.name, type: file.mime, until: String(until) });
  query.set('sign', signature(house, file, String(until)));
  return `${PUBLIC_FILES}/${file.key}?${query}`;
}

function signature(house: Pick<House, 'secrets'>, file: ServedFile, until: string): string {
  const text = [file.key, file.name, file.mime, until].join('\n');
  return createHmac('sha256', house.secrets.key('public-link')).update(text).digest('base64url');
}

/** Serves what `publicPath` names; a wrong, changed or old link is a `not_found`. */
export function publicFiles(house: House): Router {
  const router = Router();
  router.get(`${PUBLIC_FILES}/:key`, async (req, res) => {
    const text = (name: string) => (typeof req.query[name] === 'string' ? req.query[name] : '');
    const file = { key: req.params.key, name: text('name'), mime: text('type') };
    const expected = Buffer.from(signature(house, file, text('until')));
    const given = Buffer.from(text('sign'));
    const genuine = given.length === expected.length && timingSafeEqual(given, expected);
    if (!genuine || Number(text('until')) < house.clock.now()) throw notFound('file');
    // Frames in a sandbox have no origin of their own and must still be able to show pictures.
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    await serveFile(house.files, file, req, res);
  });
  return router;
}
