import { aggregate } from './aggregate.ts';
import { backup } from './backup.ts';
import { collMod } from './coll-mod.ts';
import {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  renameCollection,
} from './collections.ts';
import type { CommandDefinition } from './context.ts';
import { count } from './count.ts';
import { deleteCommand } from './delete.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { find } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { getMore } from './get-more.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { insert } from './insert.ts';
import { killCursors } from './kill-cursors.ts';
import {
  buildInfo,
  connectionStatus,
  getCmdLineOpts,
  getLog,
  getParameter,
  helloCommand,
  hostInfo,
  ping,
  serverStatus,
  sessions,
  setParameter,
  whatsmyuri,
} from './server.ts';
import { collStats, dbStats, validate } from './stats.ts';
import { update } from './update.ts';

/** Every command there is, by each of its names. */
export const COMMANDS: ReadonlyMap<string, CommandDefinition> = new Map(
  Object.entries({
    hello: helloCommand,
    isMaster: helloCommand,
    ismaster: helloCommand,
    ping,
    buildInfo,
    buildinfo: buildInfo,
    connectionStatus,
    whatsmyuri,
    getParameter,
    setParameter,
    getCmdLineOpts,
    getLog,
    hostInfo,
    serverStatus,
    startSession: sessions,
    endSessions: sessions,
    refreshSessions: sessions,
    killSessions: sessions,
    killAllSessions: sessions,
    insert,
    update,
    delete: deleteCommand,
    find,
    getMore,
    killCursors,
    findAndModify,
    findandmodify: findAndModify,
    count,
    distinct,
    aggregate,
    explain,
    create,
    drop,
    dropDatabase,
    renameCollection,
    listCollections,
    listDatabases,
    createIndexes,
    listIndexes,
    dropIndexes,
    deleteIndexes: dropIndexes,
    collMod,
    collStats,
    collstats: collStats,
    dbStats,
    dbstats: dbStats,
    validate,
    backup,
  }),
);
