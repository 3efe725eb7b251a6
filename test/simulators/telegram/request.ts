import type { IncomingMessage } from 'node:http';
import type { Json } from './json.ts';
import { boundaryOf, readMultipart } from './multipart.ts';

interface Upload {
  filename: string;
  bytes: Buffer;
}

/** Parameters of a call however they were written, and uploads by part name. */
export interface ApiRequest {
  body: Json;
  uploads: Map<string, Upload>;
}

export async function readRequest(request: IncomingMessage, query: URLSearchParams): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  const uploads = new Map<string, Upload>();
  const body: Json = fromForm(query);
  if (type.startsWith('application/json')) {
    if (bytes.length > 0) Object.assign(body, JSON.parse(bytes.toString('utf8')));
  } else if (type.startsWith('multipart/form-data')) {
    for (const part of readMultipart(bytes, boundaryOf(type) ?? '')) {
      if (part.filename === undefined) body[part.name] = nested(part.bytes.toString('utf8'));
      else uploads.set(part.name, { filename: part.filename, bytes: part.bytes });
    }
  } else if (bytes.length > 0) {
    Object.assign(body, fromForm(new URLSearchParams(bytes.toString('utf8'))));
  }
  return { body, uploads };
}

function fromForm(form: URLSearchParams): Json {
  return Object.fromEntries([...form].map(([key, value]) => [key, nested(value)]));
}

/** In forms every nested value is a JSON string; a text that merely looks like one is refused by nobody. */
function nested(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
