import busboy from 'busboy';
import type { Request } from 'express';
import { HouseError } from '../../errors.ts';
import type { FileStore } from '../../files/store.ts';
import type { StoredFile } from '../../store/files.ts';

const MOST_FILES = 20;

/**
 * Streams every `file` part of a multipart body into the file store; nothing is held in memory. Rejects with
 * `too_large` or `invalid`, and then answers before the rest of the body has been sent.
 */
export async function receiveFiles(
  req: Request,
  files: FileStore,
  limits: {
    maxBytes: number;
    uploadedBy: string;
    kind?: 'voice' | undefined;
    duration?: number | undefined;
  },
): Promise<StoredFile[]> {
  const parser = parserFor(req);
  const stored: Promise<StoredFile>[] = [];
  await new Promise<void>((resolve, reject) => {
    parser.on('file', (field, stream, info) => {
      // A body that ends early breaks the part, perhaps before anybody reads it; an error nobody hears ends the process.
      stream.on('error', () => undefined);
      if (field !== 'file') {
        stream.resume();
        reject(new HouseError('invalid', `There is no field "${field}" here: name the part "file".`, field));
        return;
      }
      const facts = {
        name: info.filename,
        mime: info.mimeType,
        maxBytes: limits.maxBytes,
        uploadedBy: limits.uploadedBy,
        kind: limits.kind,
        duration: limits.duration,
      };
      const kept = files.put(stream, facts);
      kept.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
      stored.push(kept);
    });
    parser.on('field', (field) => {
      reject(new HouseError('invalid', `There is no field "${field}" here: leave it out.`, field));
    });
    parser.on('filesLimit', () => {
      reject(
        new HouseError(
          'invalid',
          `At most ${MOST_FILES} files go at once: send the rest separately.`,
          'file',
        ),
      );
    });
    parser.on('error', () => reject(unreadable()));
    parser.on('close', resolve);
    req.on('aborted', () => reject(unreadable()));
    req.pipe(parser);
  }).finally(() => {
    req.unpipe(parser);
    req.resume();
    // Ends the parts that will get no more bytes, and with them their half-written files.
    if (!parser.closed) parser.destroy();
  });
  const done = await Promise.all(stored);
  if (done.length === 0)
    throw new HouseError('invalid', 'No file came along: send it as a part named "file".', 'file');
  return done;
}

function parserFor(req: Request): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { files: MOST_FILES, fields: 10, fieldSize: 1024, parts: MOST_FILES + 10, headerPairs: 50 },
    });
  } catch {
    throw unreadable();
  }
}

const unreadable = () =>
  new HouseError('invalid', 'The upload is not readable: send it whole, as multipart/form-data.', 'file');
