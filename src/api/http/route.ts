import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor } from '../../house.ts';
import type { Visitor } from '../../users/sign-in.ts';
import type { Doors } from '../doors.ts';

/** Who may knock: everybody, everybody signed in, managers and administrators, administrators. */
export type Who = 'anyone' | 'user' | 'manager' | 'administrator';

/** What every handler is told. `query` and `body` have passed their schemas. */
export interface Asked<Q, B> {
  params: Readonly<Record<string, string>>;
  /** The parameter `:id`, empty where the path has none. */
  id: string;
  query: Q;
  body: B;
  /** The address the request comes from, as far as the configured proxies may be believed. */
  address: string;
  req: Request;
  res: Response;
}

export interface AskedByUser<Q, B> extends Asked<Q, B> {
  visitor: Visitor;
  actor: Actor & { id: string };
}

interface RouteFacts<Q extends z.ZodType, B extends z.ZodType> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `:name` parameters. */
  path: string;
  /** One sentence for the API's own documentation. */
  about: string;
  query?: Q;
  body?: B;
  /** Schema of the answer; absent where the answer is no JSON or empty. */
  answer?: z.ZodType;
  /** Status of success, 200 unless said; 204 when the handler answers nothing. */
  status?: number;
  /** The request's body is not JSON and is read by the handler. */
  streams?: boolean;
  /**
   * For whose objects the parameters stand; the rights tests take a foreign object of this kind. Absent where the
   * route has no parameter or its objects belong to the whole house.
   */
  object?:
    | 'conversation'
    | 'message'
    | 'contact'
    | 'file'
    | 'token'
    | 'canned-reply'
    | 'call'
    | 'task'
    | 'merge'
    | 'suggestion';
}

export interface OpenRoute<Q extends z.ZodType, B extends z.ZodType> extends RouteFacts<Q, B> {
  who: 'anyone';
  handle(doors: Doors, asked: Asked<z.output<Q>, z.output<B>>): Promise<unknown>;
}

export interface UserRoute<Q extends z.ZodType, B extends z.ZodType> extends RouteFacts<Q, B> {
  who: Exclude<Who, 'anyone'>;
  handle(doors: Doors, asked: AskedByUser<z.output<Q>, z.output<B>>): Promise<unknown>;
}

/** One row of the table from which router, documentation and rights tests are made. */
export interface Route extends RouteFacts<z.ZodType, z.ZodType> {
  who: Who;
  handle(doors: Doors, asked: AskedByUser<unknown, unknown>): Promise<unknown>;
}

/** A door that needs no session. */
export function openRoute<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType>(
  route: Omit<OpenRoute<Q, B>, 'who'>,
): Route {
  return { ...route, who: 'anyone' } as Route;
}

/** A door for somebody signed in. */
export function userRoute<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType>(
  route: UserRoute<Q, B>,
): Route {
  return route as unknown as Route;
}

/** A handler that has written the answer itself. */
export const ANSWERED: unique symbol = Symbol('answered');
