import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import { HouseError } from '../../errors.ts';
import type { House } from '../../house.ts';
import { isTransient } from '../../store/duplicate.ts';

interface Answer {
  status: number;
  code: string;
  message: string;
  field?: string | undefined;
}

/** The last handler: every error becomes `{ error: { code, message, field? } }`; what is unexpected is logged. */
export function errorAnswers(house: Pick<House, 'log'>) {
  return (error: unknown, req: Request, res: Response, _next: NextFunction): void => {
    const { status, code, message, field } = answerFor(error, requestId(res));
    if (status >= 500)
      house.log.error({ err: error, request: requestId(res), path: req.path }, 'Request failed');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const wait = (error as { retryAfterMs?: unknown } | null)?.retryAfterMs;
    if (typeof wait === 'number') res.setHeader('Retry-After', Math.ceil(wait / 1000));
    res.status(status).json({ error: { code, message, ...(field === undefined ? {} : { field }) } });
  };
}

/** Set by the first middleware; names the request in the log and in the answer. */
export const requestId = (res: Response): string => String(res.getHeader('X-Request-Id') ?? '');

function answerFor(error: unknown, request: string): Answer {
  if (error instanceof HouseError) {
    return { status: error.status, code: error.code, message: error.message, field: error.field };
  }
  if (error instanceof z.ZodError) return invalid(error);
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') {
    return { status: 413, code: 'too_large', message: 'The request is larger than this door takes.' };
  }
  if (type === 'entity.parse.failed') {
    return { status: 400, code: 'invalid', message: 'The body is not readable JSON.' };
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    if (status === 404) return { status, code: 'not_found', message: 'There is nothing at this address.' };
    return { status, code: 'invalid', message: 'The request is not readable.' };
  }
  if (isTransient(error)) {
    const message = 'The database does not answer at the moment; nothing was changed, try again.';
    return { status: 503, code: 'unavailable', message };
  }
  const message = `Something went wrong here; the log has it under request ${request}.`;
  return { status: 500, code: 'internal', message };
}

function invalid(error: z.ZodError): Answer {
  // A name that does not exist explains why another one is missing.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue === undefined) return { status: 400, code: 'invalid', message: 'The request is not valid.' };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const field = [...path, issue.keys[0] ?? ''].join('.');
    return {
      status: 400,
      code: 'invalid',
      message: `There is no field "${field}" here: leave it out.`,
      field,
    };
  }
  const field = path.join('.');
  const where = field === '' ? 'The request' : `"${field}"`;
  return { status: 400, code: 'invalid', message: `${where}: ${issue.message}.`, ...(field && { field }) };
}
