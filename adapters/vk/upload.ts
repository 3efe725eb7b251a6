import { randomUUID } from 'node:crypto';
import type { AdapterHost } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { type Fields, fields, items, text, wholeId } from '../../channels/json.ts';
import { fileSupport } from '../../channels/losses.ts';
import type { OutboundFile } from '../../channels/outbound.ts';
import { capabilities } from '../../channels/vk/capabilities.ts';
import { requestJson, type VkCall } from './call.ts';

const UPLOAD_MS = 10 * 60_000;

export interface Upload {
  call: VkCall;
  host: AdapterHost;
  file: OutboundFile;
  peer: number;
  signal: AbortSignal;
}

/** Uploads one file for a dialogue and answers its name for `attachment`. The address lives shortly: one try, no reuse. */
export async function upload(job: Upload): Promise<string> {
  const { file } = job;
  try {
    return file.kind === 'image' && isNative(file) ? await uploadPhoto(job) : await uploadDocument(job);
  } catch (error) {
    // An upload sends no message, whatever became of it.
    if (error instanceof ChannelError && error.certainty !== 'not-sent') {
      throw new ChannelError(error.code, error.message, { certainty: 'not-sent', cause: error });
    }
    throw error;
  }
}

/** What the network does not take as its kind goes as a document. */
const isNative = (file: OutboundFile): boolean => fileSupport(file, capabilities) === 'native';

async function uploadPhoto({ call, host, file, peer, signal }: Upload): Promise<string> {
  const place = fields(await call('photos.getMessagesUploadServer', { peer_id: peer }, signal));
  const taken = await post(place, 'photo', host, file, signal);
  const photo = text(taken.photo);
  if (photo === undefined || photo === '[]') throw refused(file, 'the picture was not accepted');
  const saved = await call(
    'photos.saveMessagesPhoto',
    { server: wholeId(taken.server), photo, hash: text(taken.hash) },
    signal,
  );
  return nameOf('photo', items(saved)[0], file);
}

async function uploadDocument({ call, host, file, peer, signal }: Upload): Promise<string> {
  const type = file.kind === 'voice' && isNative(file) ? 'audio_message' : 'doc';
  const place = fields(await call('docs.getMessagesUploadServer', { type, peer_id: peer }, signal));
  const taken = await post(place, 'file', host, file, signal);
  const token = text(taken.file);
  if (token === undefined)
    throw refused(file, text(taken.error_descr) ?? text(taken.error) ?? 'no reason given');
  const saved = fields(await call('docs.save', { file: token, title: file.name }, signal));
  const kind = text(saved?.type) ?? 'doc';
  return nameOf('doc', fields(saved?.[kind]), file);
}

function refused(file: OutboundFile, why: string): ChannelError {
  return new ChannelError('unsupported', `VK refused the file "${file.name}": ${why}`, {
    certainty: 'not-sent',
  });
}

function nameOf(type: string, saved: Fields | undefined, file: OutboundFile): string {
  const owner = wholeId(saved?.owner_id);
  const id = wholeId(saved?.id);
  if (owner === undefined || id === undefined) throw refused(file, 'it was not saved');
  const key = text(saved?.access_key);
  return `${type}${owner}_${id}${key === undefined ? '' : `_${key}`}`;
}

/** A form with one file, streamed: the file is never whole in memory. */
async function post(
  place: Fields | undefined,
  field: string,
  host: AdapterHost,
  file: OutboundFile,
  signal: AbortSignal,
): Promise<Fields> {
  const url = text(place?.upload_url);
  if (url === undefined) throw refused(file, 'no upload address');
  const boundary = `okno-${randomUUID()}`;
  const name = file.name.replace(/["\r\n]/g, '_');
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n` +
      `Content-Type: ${file.mime}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body() {
    yield head;
    yield* host.readFile(file);
    yield tail;
  }
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.size + tail.length),
    },
    body: ReadableStream.from(body()),
    duplex: 'half',
  };
  return requestJson(url, signal, UPLOAD_MS, init);
}
