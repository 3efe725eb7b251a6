import { z } from 'zod';
import { errorBody } from '../protocol.ts';
import type { Route } from './route.ts';

const PLACE: Readonly<Record<Route['who'], string>> = {
  anyone: 'Everybody.',
  user: 'Everybody signed in.',
  manager: 'Managers and administrators.',
  administrator: 'Administrators.',
};

/** The OpenAPI 3.1 description of the table; `version` is the service's own. */
export function describeApi(table: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of table) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Okno',
      version,
      description:
        'One window for every channel. Live changes come over Socket.IO; lists answer X-Okno-Cursor.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'okno_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: jsonSchema(errorBody, 'output') },
    },
  };
}

function operation(route: Route): object {
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const inPath = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const status = route.status ?? (route.answer === undefined ? 204 : 200);
  return {
    operationId: `${route.method} ${route.path}`.replace(/\W+/g, '_'),
    summary: route.about,
    description: PLACE[route.who],
    ...(route.who === 'anyone' ? { security: [] } : {}),
    parameters: [...inPath, ...queryParameters(route)],
    ...requestBody(route),
    responses: {
      [status]:
        route.answer === undefined
          ? { description: 'Done.' }
          : {
              description: 'Done.',
              content: { 'application/json': { schema: jsonSchema(route.answer, 'output') } },
            },
      default: {
        description: 'Refused; the code says why.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function queryParameters(route: Route): object[] {
  if (route.query === undefined) return [];
  const schema = jsonSchema(route.query, 'input') as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function requestBody(route: Route): object {
  if (route.streams) {
    const file = { type: 'array', items: { type: 'string', format: 'binary' } };
    const schema = { type: 'object', properties: { file }, required: ['file'] };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (route.body === undefined) return {};
  const schema = jsonSchema(route.body, 'input');
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  });
  return rest;
}
