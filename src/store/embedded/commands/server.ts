import { type Document, Long } from 'bson';
import { CommandError } from '../errors.ts';
import { MAX_DOCUMENT_BYTES } from '../store/documents.ts';
import type { Engine } from '../store/engine.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';

/** The server this store answers as; drivers decide by the wire version which commands they send. */
export const SERVER_VERSION = '7.0.0';
const MAX_WIRE_VERSION = 21;

function hello(_engine: Engine, { connectionId, name }: CommandRequest): Document {
  return {
    ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true, helloOk: true }),
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

const HELLO_FIELDS = [
  'hello',
  'isMaster',
  'ismaster',
  'helloOk',
  'client',
  'compression',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'hostInfo',
  'backpressure',
];

export const helloCommand: CommandDefinition = { run: hello, fields: HELLO_FIELDS };

function command(fields: readonly string[], run: CommandDefinition['run']): CommandDefinition {
  return { run, fields };
}

export const ping = command(['ping', 'comment'], () => ({}));

export const buildInfo = command(['buildInfo', 'buildinfo', 'comment'], () => ({
  version: SERVER_VERSION,
  gitVersion: 'embedded',
  modules: [],
  allocator: 'system',
  javascriptEngine: 'none',
  versionArray: [7, 0, 0, 0],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  storageEngines: ['embedded'],
}));

export const connectionStatus = command(['connectionStatus', 'showPrivileges', 'comment'], () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
}));

export const whatsmyuri = command(['whatsmyuri'], () => ({ you: '127.0.0.1:0' }));

export const getParameter = command(
  ['getParameter', 'featureCompatibilityVersion', 'authenticationMechanisms', 'comment'],
  () => ({
    featureCompatibilityVersion: { version: '7.0' },
  }),
);

export const setParameter: CommandDefinition = {
  admin: true,
  fields: ['setParameter', 'ttlMonitorSleepSecs', 'comment'],
  run: (engine, request) => {
    const seconds: unknown = request.command.ttlMonitorSleepSecs;
    if (typeof seconds !== 'number' || !(seconds > 0)) {
      throw new CommandError(
        72,
        'The embedded store has one parameter: ttlMonitorSleepSecs, a number above 0',
      );
    }
    engine.janitor.sweepEvery(seconds * 1000);
    return { ok: 1 };
  },
};

export const getCmdLineOpts = command(['getCmdLineOpts'], () => ({ argv: [], parsed: {} }));

export const getLog = command(['getLog'], () => ({ totalLinesWritten: 0, log: [] }));

export const hostInfo = command(['hostInfo'], () => ({
  system: { currentTime: new Date(), hostname: 'embedded', cpuAddrSize: 64 },
  os: { type: process.platform, name: process.platform, version: process.version },
  extra: {},
}));

export const serverStatus = command(
  ['serverStatus', 'repl', 'metrics', 'locks', 'comment'],
  (engine): Document => {
    const seconds = (Date.now() - engine.startedAt.getTime()) / 1000;
    return {
      host: 'embedded',
      version: SERVER_VERSION,
      process: 'mongod',
      pid: Long.fromNumber(process.pid),
      uptime: seconds,
      uptimeMillis: Long.fromNumber(Math.floor(seconds * 1000)),
      localTime: new Date(),
      storageEngine: { name: 'embedded', supportsCommittedReads: true, persistent: true },
      metrics: { cursor: { open: { total: Long.fromNumber(engine.cursors.size) } } },
    };
  },
);

const SESSION_FIELDS = [
  'startSession',
  'endSessions',
  'refreshSessions',
  'killSessions',
  'killAllSessions',
  'comment',
];

/** Sessions carry no state here: every command may name any, and ending one frees nothing. */
export const sessions = command(SESSION_FIELDS, () => ({}));
