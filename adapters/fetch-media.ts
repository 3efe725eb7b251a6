import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { OpenedMedia } from '../channels/contract.ts';
import { ChannelError } from '../channels/errors.ts';
import { text } from '../channels/json.ts';
import type { MediaRef } from '../channels/message.ts';
import { certaintyOf } from './certainty.ts';

const REDIRECTS = 5;
const ANSWER_MS = 30_000;

const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(net, bits, 'ipv4');
}
inside.addSubnet('::', 127, 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');
inside.addSubnet('::ffff:0:0', 96, 'ipv6');

/** True for an address that only this machine or its own network can reach; a name other than `localhost` is not. */
export function isInternal(address: string): boolean {
  if (address === 'localhost') return true;
  if (isIP(address) === 0) return false;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return inside.check(mapped, 'ipv4');
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Judges the address that is really connected to, so that a name cannot change between check and use. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const bad = addresses.find(({ address }) => isInternal(address));
    const [first] = addresses;
    if (bad !== undefined || first === undefined) {
      return callback(Object.assign(new Error('internal address'), { code: 'ENOTFOUND' }), '', 0);
    }
    if (options.all === true) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

/** Opens the file whose link a codec put into a reference. Rejects with `ChannelError`. */
export async function fetchLinked(
  ref: MediaRef,
  signal: AbortSignal,
  options: { allowInternal: boolean },
): Promise<OpenedMedia> {
  const url = text(ref.url);
  if (url !== undefined) return fetchMedia(url, signal, options);
  throw new ChannelError('unsupported', 'The file has no link.', { certainty: 'not-sent' });
}

/**
 * Opens a file of the network by its link. Internal addresses are refused, also behind redirects, unless the
 * account's own server is internal (`allowInternal`). Rejects with `ChannelError`.
 */
export async function fetchMedia(
  url: string,
  signal: AbortSignal,
  options: { allowInternal: boolean },
): Promise<OpenedMedia> {
  let target = url;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const answer = await open(target, signal, options.allowInternal);
    const status = answer.statusCode ?? 0;
    const location = answer.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      answer.destroy();
      target = new URL(location, target).href;
      continue;
    }
    if (status === 200) return opened(answer);
    answer.destroy();
    throw refusal(status);
  }
  throw new ChannelError('rejected', 'The link to the file leads in circles.', { certainty: 'not-sent' });
}

function open(url: string, signal: AbortSignal, allowInternal: boolean): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(unreachable(error));
    if (!URL.canParse(url)) return fail(new Error('not a link'));
    const parsed = new URL(url);
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    const encrypted = parsed.protocol === 'https:';
    if (!allowInternal && (!encrypted || (isIP(host) !== 0 && isInternal(host)))) {
      return fail(new Error('internal or unencrypted link'));
    }
    if (!encrypted && parsed.protocol !== 'http:') return fail(new Error('not a web link'));
    const options = { signal, timeout: ANSWER_MS, ...(allowInternal ? {} : { lookup: publicOnly }) };
    const request = (encrypted ? requestHttps : requestHttp)(parsed, options, resolve);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', fail);
    request.end();
  });
}

function unreachable(error: unknown): ChannelError {
  return new ChannelError('unreachable_network', 'The file could not be fetched.', {
    certainty: certaintyOf(error),
    cause: error,
  });
}

function refusal(status: number): ChannelError {
  const gone = status === 403 || status === 404 || status === 410;
  return new ChannelError(
    gone ? 'rejected' : 'unreachable_network',
    `The server of the file answered ${status}.`,
    { certainty: 'not-sent' },
  );
}

function opened(answer: IncomingMessage): OpenedMedia {
  const mime = answer.headers['content-type']?.split(';')[0]?.trim();
  const size = Number(answer.headers['content-length'] ?? Number.NaN);
  return {
    stream: answer,
    ...(mime === undefined || mime === 'application/octet-stream' ? {} : { mime }),
    ...(Number.isFinite(size) ? { size } : {}),
  };
}
