import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Core, Method } from './core.ts';
import { type Fault, refusalOf } from './faults.ts';
import { integer, type Json } from './json.ts';
import { CHANGING } from './methods-change.ts';
import { SENDING } from './methods-send.ts';
import { Refusal } from './refusal.ts';
import { type ApiRequest, readRequest } from './request.ts';

const METHODS: Readonly<Record<string, Method>> = { ...CHANGING, ...SENDING };

/** Runs one method as the network does: names are not case sensitive. */
export async function runMethod(core: Core, method: string, request: ApiRequest): Promise<unknown> {
  const name = method.toLowerCase();
  const run = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (run === undefined) throw new Refusal(404, 'Not Found: method not found');
  core.calls.push({ method, body: request.body });
  return await run(core, request);
}

export function createApiServer(core: () => Core, token: string): Server {
  return createServer((request, response) => {
    route(core(), token, request, response).catch(() => response.destroy());
  });
}

async function route(
  core: Core,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = decodeURIComponent(url.pathname);
  const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
  if (file !== null) {
    serveFile(core, file[1] === token, file[2] ?? '', response);
    return;
  }
  const call = /^\/bot([^/]+)\/(?:test\/)?(\w+)$/.exec(path);
  const parsed = await readRequest(request, url.searchParams);
  if (call === null || !/^\d+:.+/.test(call[1] ?? '')) {
    answer(response, failure(new Refusal(404, 'Not Found')));
    return;
  }
  if (call[1] !== token) {
    answer(response, failure(new Refusal(401, 'Unauthorized')));
    return;
  }
  await serveCall(core, call[2] ?? '', parsed, response);
}

async function serveCall(
  core: Core,
  method: string,
  request: ApiRequest,
  response: ServerResponse,
): Promise<void> {
  const fault = core.faults.take(method, integer(request.body.chat_id));
  if (fault?.kind === 'drop-before') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'html') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(`<html><head><title>${fault.status}</title></head><body>nginx</body></html>`);
    return;
  }
  if (fault?.kind === 'slow') await delay(fault.ms);
  const result = await outcome(core, method, request, fault);
  if (fault?.kind === 'drop-after') response.destroy();
  else answer(response, result);
}

interface Outcome {
  status: number;
  body: Json;
}

async function outcome(
  core: Core,
  method: string,
  request: ApiRequest,
  fault: Fault | undefined,
): Promise<Outcome> {
  try {
    const refusal = fault === undefined ? undefined : refusalOf(fault);
    if (refusal !== undefined) throw refusal;
    return { status: 200, body: { ok: true, result: await runMethod(core, method, request) } };
  } catch (error) {
    return failure(error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error'));
  }
}

function failure(refusal: Refusal): Outcome {
  const { code, message: description, parameters } = refusal;
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) },
  };
}

function answer(response: ServerResponse, { status, body }: Outcome): void {
  const wait = (body.parameters as Json | undefined)?.retry_after;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
  });
  response.end(JSON.stringify(body));
}

function serveFile(core: Core, allowed: boolean, path: string, response: ServerResponse): void {
  const file = allowed ? core.files.byPath(path) : undefined;
  if (file === undefined) {
    answer(response, failure(allowed ? new Refusal(404, 'Not Found') : new Refusal(401, 'Unauthorized')));
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': file.bytes.length,
  });
  response.end(file.bytes);
}
