import { createHash, createHmac } from 'node:crypto';

/*
 * AWS Signature Version 4 for single requests ("Authenticating Requests: Using the Authorization Header" in the S3 API
 * reference), which every S3-compatible store understands.
 */

export interface Credentials {
  accessKey: string;
  secretKey: string;
  region: string;
}

export interface RequestToSign {
  method: string;
  /** Path as it goes over the wire, percent-encoded, beginning with a slash. */
  path: string;
  /** With `host`; names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex. */
  payloadHash: string;
}

export const EMPTY_HASH = createHash('sha256').digest('hex');

/** All headers the request needs, the ones given among them. `now` is Unix milliseconds. */
export function signed(
  request: RequestToSign,
  credentials: Credentials,
  now: number,
): Record<string, string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-content-sha256': request.payloadHash,
    'x-amz-date': stamp,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    request.method,
    request.path,
    '',
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    request.payloadHash,
  ].join('\n');
  const day = stamp.slice(0, 8);
  const scope = `${day}/${credentials.region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')];
  const key = [day, credentials.region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
  const { accessKey } = credentials;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return headers;
}
