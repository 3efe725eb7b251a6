import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3SimulatorOptions {
  bucket?: string;
  region?: string;
  accessKey?: string;
  secretKey?: string;
}

export interface S3Simulator {
  /** What a client takes as endpoint. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Object names to bytes. */
  readonly objects: Map<string, Buffer>;
  /** Method and name of every request, with the status of its answer. */
  readonly log: { method: string; name: string; status: number }[];
  /** Answers the next requests so instead of doing anything; `cut` hangs up. */
  failNext(...faults: (number | 'cut')[]): void;
  /** Forgets the faults that are still to come. */
  heal(): void;
  close(): Promise<void>;
}

const STATUS: Record<string, number> = {
  AccessDenied: 403,
  SignatureDoesNotMatch: 403,
  InvalidAccessKeyId: 403,
  RequestTimeTooSkewed: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  BadDigest: 400,
  InvalidRange: 416,
  MissingContentLength: 411,
  MethodNotAllowed: 405,
};

class S3Error extends Error {}

/** A bucket on 127.0.0.1 that believes nobody without a right signature, of the headers and of the bytes. */
export async function createS3Simulator(options: S3SimulatorOptions = {}): Promise<S3Simulator> {
  const {
    bucket = 'okno-files',
    region = 'eu-test-1',
    accessKey = 'AKIDSIMULATOR',
    secretKey = 'simulated/secret+key',
  } = options;
  const objects = new Map<string, Buffer>();
  const log: S3Simulator['log'] = [];
  const faults: (number | 'cut')[] = [];

  const server = createServer((req, res) => {
    void serve(req, res);
  });

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await buffer(req).catch(() => Buffer.alloc(0));
    const name = (req.url ?? '').replace(`/${bucket}/`, '');
    const fault = faults.shift();
    if (fault === 'cut') {
      res.destroy();
      return;
    }
    try {
      if (fault !== undefined) throw new S3Error(`Fault${fault}`);
      verify(req, body);
      if (!req.url?.startsWith(`/${bucket}/`)) throw new S3Error('NoSuchBucket');
      answer(req, res, name, body);
    } catch (error) {
      const code = error instanceof S3Error ? error.message : 'InternalError';
      res.statusCode = fault === undefined ? (STATUS[code] ?? 500) : Number(fault);
      res.setHeader('content-type', 'application/xml');
      res.end(req.method === 'HEAD' ? undefined : `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    }
    log.push({ method: req.method ?? '', name, status: res.statusCode });
  }

  function answer(req: IncomingMessage, res: ServerResponse, name: string, body: Buffer): void {
    if (req.method === 'PUT') {
      if (req.headers['content-length'] === undefined) throw new S3Error('MissingContentLength');
      objects.set(name, body);
      res.end();
      return;
    }
    if (req.method === 'DELETE') {
      objects.delete(name);
      res.statusCode = 204;
      res.end();
      return;
    }
    const bytes = objects.get(name);
    if (bytes === undefined) throw new S3Error('NoSuchKey');
    if (req.method === 'HEAD') {
      res.setHeader('content-length', bytes.length);
      res.end();
      return;
    }
    if (req.method !== 'GET') throw new S3Error('MethodNotAllowed');
    const range = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '');
    if (range === null) {
      res.end(bytes);
      return;
    }
    const [start, end] = [Number(range[1]), Number(range[2])];
    if (start >= bytes.length) throw new S3Error('InvalidRange');
    res.statusCode = 206;
    res.end(bytes.subarray(start, end + 1));
  }

  /** The way of the server: from what arrived to what should have been signed. */
  function verify(req: IncomingMessage, body: Buffer): void {
    const form =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;
    const given = form.exec(req.headers.authorization ?? '');
    if (given === null) throw new S3Error('AccessDenied');
    const [, id = '', day = '', place = '', list = '', signature = ''] = given;
    if (id !== accessKey || place !== region) throw new S3Error('InvalidAccessKeyId');
    const stamp = String(req.headers['x-amz-date'] ?? '');
    if (!stamp.startsWith(day) || Math.abs(Date.now() - timeOf(stamp)) > 900_000) {
      throw new S3Error('RequestTimeTooSkewed');
    }
    const names = list.split(';');
    const must = Object.keys(req.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
    if (must.some((name) => !names.includes(name))) throw new S3Error('AccessDenied');
    const hash = String(req.headers['x-amz-content-sha256'] ?? '');
    const lines = names.map((name) => `${name}:${String(req.headers[name] ?? '')}\n`).join('');
    const canonical = `${req.method}\n${req.url}\n\n${lines}\n${list}\n${hash}`;
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
    const mac = (key: Buffer | string, words: string) => createHmac('sha256', key).update(words).digest();
    const key = mac(mac(mac(mac(`AWS4${secretKey}`, day), region), 's3'), 'aws4_request');
    if (!timingSafeEqual(mac(key, text), Buffer.from(signature, 'hex'))) {
      throw new S3Error('SignatureDoesNotMatch');
    }
    if (createHash('sha256').update(body).digest('hex') !== hash) throw new S3Error('BadDigest');
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    region,
    accessKey,
    secretKey,
    objects,
    log,
    failNext: (...next) => void faults.push(...next),
    heal: () => void faults.splice(0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function timeOf(stamp: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}
