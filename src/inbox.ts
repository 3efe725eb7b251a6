import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Mount, mountTelegram } from '../adapters/telegram/mount.ts';
import type { Envelope } from '../channels/contract.ts';
import { fromChatId } from '../channels/telegram/ids.ts';
import { type Environment, readConfig } from './config.ts';
import { mountAccount } from './inbox/account.ts';
import { createMounting, type Router } from './inbox/mounting.ts';
import { ledByPerson } from './inbox/ownership.ts';
import { createLog } from './log.ts';
import { openAll } from './open.ts';
import { openStore } from './open-store.ts';
import { openRooms, type Rooms, type RoomsOptions } from './rooms.ts';
import { type AccountDoc, accountById } from './store/accounts.ts';

export interface InboxOptions {
  /** Folder of the embedded database, the files and the secret; `./data` when unset. */
  dataDir?: string;
  /** A MongoDB of your own instead of the embedded database. */
  mongodbUri?: string;
  /** Where people and networks reach the router from outside, with its path. Needed for webhooks and public links. */
  publicUrl?: string;
  /**
   * Path that the router is mounted at; nothing for the root. The screen is built for the root of a host name: under a
   * path there are the REST doors, the networks' webhooks and live events.
   */
  path?: string;
  /** The first administrator, made when there is nobody yet; without it the first visitor is asked. */
  admin?: { email: string; password: string };
  /** Any other variable of the README's table, by name; the process's own environment is not read. */
  environment?: Environment;
  log?: Logger;
}

export interface Inbox {
  /** Every HTTP door. Mount it before parsers of bodies, and after your own routes when at the root. */
  router: Router;
  /** Lets live events through your own HTTP server. */
  attach(server: Server): void;
  /** Joins a Telegram bot, of grammY or Telegraf. Resolves when its account is there. */
  telegram(bot: TelegramBot, options?: TelegramOptions): Promise<TelegramInbox>;
  /** Lets what is under way end and closes; your server and your bots are left alone. */
  close(): Promise<void>;
}

/** A grammY `Bot` (`api`) or a Telegraf bot (`telegram`). */
export interface TelegramBot {
  api?: unknown;
  telegram?: unknown;
}

export interface TelegramOptions {
  /** Name of the account in the inbox. */
  name?: string;
  /** Whether messages of groups enter the inbox. */
  groups?: boolean;
  /**
   * What becomes of an update while the store is away: `polling` (the default, right for both) keeps it on the disk,
   * `webhook` fails, so that the network brings it again.
   */
  intake?: 'polling' | 'webhook';
}

/** `use` the middleware before all others: it stores, and lets the bot speak unless a person leads the conversation. */
export type TelegramInbox = Pick<Mount, 'middleware' | 'watch'>;

/** Opens the whole inbox inside of this process. Rejects with a sentence that names the option and the remedy. */
export async function createInbox(options: InboxOptions = {}): Promise<Inbox> {
  const config = readConfig(environmentOf(options));
  const log = options.log ?? createLog(config.logLevel);
  const mounting = createMounting((options.path ?? '').replace(/\/+$/, ''));
  const { service: rooms, end } = await openAll(config, log, await openStore(config, log), (on) =>
    begin(on, mounting),
  );
  return {
    router: mounting.router,
    attach: mounting.attach,
    telegram: (bot, more) => joinTelegram(rooms, bot, more),
    async close() {
      mounting.detach();
      await end();
    },
  };
}

function environmentOf({ dataDir, mongodbUri, publicUrl, admin, environment }: InboxOptions): Environment {
  return {
    LOG_LEVEL: 'warn',
    ...environment,
    ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
    ...(mongodbUri === undefined ? {} : { MONGODB_URI: mongodbUri }),
    ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }),
    ...(admin === undefined ? {} : { OKNO_ADMIN_EMAIL: admin.email, OKNO_ADMIN_PASSWORD: admin.password }),
  };
}

async function begin(on: RoomsOptions, mounting: ReturnType<typeof createMounting>): Promise<Rooms> {
  const rooms = await openRooms(on, mounting.server);
  mounting.serve(rooms.app);
  try {
    await rooms.provision();
    await rooms.start();
  } catch (error) {
    await rooms.close().catch((trouble: unknown) => on.log.error({ err: trouble }, 'Closing failed'));
    throw error;
  }
  return rooms;
}

async function joinTelegram(
  rooms: Rooms,
  bot: TelegramBot,
  { name = 'Telegram', groups = false, intake = 'polling' }: TelegramOptions = {},
): Promise<TelegramInbox> {
  const { house, runner } = rooms;
  const { token, apiRoot } = clientOf(bot);
  const settings = { token, mode: 'mounted', groups, ...(apiRoot === undefined ? {} : { apiRoot }) };
  const self = token.split(':')[0] ?? '';
  const account = await mountAccount(house, runner, { channel: 'telegram', self, name, settings });
  const mount = mountTelegram({
    accept: (envelopes) => accept(rooms, account, envelopes),
    held: (chat) => ledByPerson(house, account, { user: fromChatId(chat).chat, chat }),
    intake,
    spoolFolder: join(house.config.dataDir, 'spool', account._id),
    now: house.clock.now,
    log: house.log.child({ account: account._id }),
  });
  mount.watch(bot);
  await mount.drain().catch((error: unknown) => {
    house.log.warn(
      { err: error },
      'What waits on the disk could not be stored yet; it goes with the next update',
    );
  });
  return { middleware: mount.middleware, watch: mount.watch };
}

/** An account that the administrator switched off takes nothing; the bot itself goes on. */
async function accept({ house, runner, doors }: Rooms, { _id }: AccountDoc, envelopes: Envelope[]) {
  const sink = runner.sinkOf(_id);
  if (sink !== undefined) return sink.accept(envelopes);
  const account = await accountById(house.store.accounts, _id);
  if (account?.enabled) await doors.ingest.accept(account, envelopes);
}

/** Both libraries keep the token and the server's address on the client that they send with. */
function clientOf({ api, telegram }: TelegramBot): { token: string; apiRoot: string | undefined } {
  const client = (api ?? telegram ?? {}) as { token?: unknown; options?: { apiRoot?: unknown } };
  const { token, options } = client;
  if (typeof token !== 'string') {
    throw new TypeError('Hand over a bot of grammY or Telegraf, made with its token.');
  }
  return { token, apiRoot: typeof options?.apiRoot === 'string' ? options.apiRoot : undefined };
}
