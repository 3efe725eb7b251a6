import { type Logger, pino } from 'pino';

/** Whatever carries such a name is never written, wherever it hangs on what is logged. */
const SECRET_NAMES = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'pass',
  'sealed',
  'settings',
  'text',
  'body',
];

/**
 * Structured logs on standard error, so that standard output has the one line a person waits for. Errors are written
 * with name, code, message and stack only: libraries hang requests and documents on them.
 */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[hidden]',
      },
      serializers: { err: plainError },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'Something that is no error was thrown.' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutValues(error.message),
    stack: error.stack?.replace(error.message, '').slice(0, 4_000),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.cause instanceof Error
      ? { cause: { type: error.cause.name, message: withoutValues(error.cause.message) } }
      : {}),
  };
}

/** A database names the values that collided, a client library the address with its token. */
function withoutValues(message: string): string {
  return message
    .replace(/dup key: \{.*\}/s, 'dup key')
    .replace(/\/bot\d+:[\w-]+/g, '/bot[hidden]')
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1[hidden]@')
    .replace(/((?:access_)?token|key|secret|password)=[^\s&]+/gi, '$1=[hidden]')
    .slice(0, 500);
}
