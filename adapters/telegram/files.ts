import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import type { OpenedMedia } from '../../channels/contract.ts';
import { ChannelError, type ChannelErrorCode } from '../../channels/errors.ts';
import { amount, fields, text } from '../../channels/json.ts';
import type { MediaRef } from '../../channels/message.ts';
import type { BotClient } from './client.ts';
import { toChannelError } from './errors.ts';

/** Opens a file by its `file_id`. The address holds the token, so only bytes leave this function. */
export async function openMedia(client: BotClient, ref: MediaRef, signal: AbortSignal): Promise<OpenedMedia> {
  const id = text(ref.fileId);
  if (id === undefined) throw refusal('unsupported', 'The network hands out no file for this.');
  const found = fields(await client.call('getFile', { file_id: id }, signal).catch(refused)) ?? {};
  const path = text(found.file_path);
  if (path === undefined) throw refusal('unsupported', 'The network named no path for the file.');
  const size = amount(found.file_size);
  return client.local && isAbsolute(path) ? fromDisk(path) : await fromServer(client, path, size, signal);
}

/** A local Bot API server keeps files on its own disk, which must be ours as well. */
async function fromDisk(path: string): Promise<OpenedMedia> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw refusal(
      'unsupported',
      'The Bot API server keeps the file on a disk that this service cannot read.',
    );
  }
  return { stream: createReadStream(path), name: basename(path), size: found.size };
}

async function fromServer(
  client: BotClient,
  path: string,
  size: number | undefined,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  const response = await fetch(client.fileUrl(path), { signal }).catch(() => undefined);
  if (response === undefined) throw refusal('unreachable_network', 'The file could not be fetched.');
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const code = response.status === 404 ? 'unsupported' : 'unreachable_network';
    throw refusal(code, `The file could not be fetched: HTTP ${response.status}.`);
  }
  const mime = response.headers.get('content-type')?.split(';')[0]?.trim();
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const bytes = size ?? (Number.isFinite(length) ? length : undefined);
  return {
    stream: response.body,
    name: basename(path),
    ...(bytes === undefined ? {} : { size: bytes }),
    ...(mime === undefined || mime === 'application/octet-stream' ? {} : { mime }),
  };
}

/** A refused `getFile` concerns the file: it is gone or was never ours. */
function refused(error: unknown): never {
  const failure = toChannelError(error);
  throw failure.code === 'rejected' ? refusal('unsupported', failure.message) : failure;
}

function refusal(code: ChannelErrorCode, message: string): ChannelError {
  return new ChannelError(code, message, { certainty: 'not-sent' });
}
