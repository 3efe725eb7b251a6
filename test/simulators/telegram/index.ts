import type { AddressInfo } from 'node:net';
import { SimBusiness } from './business.ts';
import { type Core, createCore, type Sent } from './core.ts';
import type { Faults } from './faults.ts';
import { FLOOD, type FloodLimits } from './flood.ts';
import { type Json, object } from './json.ts';
import { createApiServer, runMethod } from './server.ts';
import { SimUser } from './user.ts';

export type { Fault } from './faults.ts';

export interface TelegramSimulatorOptions {
  token?: string;
  /** `getMe` of the bot; the id comes from the token. */
  bot?: Json;
  port?: number;
  /** The network's own limits unless given; `false` lets everything through. */
  flood?: Partial<FloodLimits> | false;
  /** Multiplies the delays of webhook redelivery and of the busy-loop guard. */
  scale?: number;
  now?: () => number;
}

export interface TelegramSimulator {
  /** What a client takes as `apiRoot`. */
  readonly url: string;
  readonly token: string;
  readonly faults: Faults;
  /** The person with this name, made on first use; `facts` override what their account shows. */
  user(name: string, facts?: Json): SimUser;
  /** A group that the bot is in. */
  group(title: string): { id: number; says(user: SimUser, text: string, extra?: Json): Json };
  /** Connects the bot to an owner's account. */
  business(owner: SimUser): SimBusiness;
  /** Queues an update of any shape; gives its number, or undefined when its kind is not asked for. */
  sendUpdate(update: Json): number | undefined;
  /** Everything the bot sent, in order. */
  sent(): readonly Sent[];
  /** Every call that reached a method. */
  calls(method?: string): readonly { method: string; body: Json }[];
  onSent(listener: (sent: Sent) => void): () => void;
  /** Answers given to pressed buttons. */
  answers(): readonly { id: string; text: string | undefined }[];
  /** Updates that the bot has not confirmed. */
  pending(): number;
  /** After a quiet week numbering starts anywhere. */
  restartNumbering(at: number): void;
  webhookInfo(): Json;
  /** Hands out again what was confirmed, as after a lost confirmation. */
  redeliver(): void;
  /** Nobody listens any more: connections are refused. */
  vanish(): void;
  close(): Promise<void>;
}

/** A Bot API server on 127.0.0.1 with one bot and as many people as wanted. */
export async function createTelegramSimulator(
  options: TelegramSimulatorOptions = {},
): Promise<TelegramSimulator> {
  const token = options.token ?? '7100000001:AAsimulator-token-for-tests-000000';
  const bot = {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'Тиха Гавань',
    username: 'tyha_havan_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    ...options.bot,
  };
  const core: Core = createCore(
    {
      bot,
      now: options.now ?? Date.now,
      scale: options.scale ?? 1,
      flood: options.flood === false ? undefined : { ...FLOOD, ...options.flood },
    },
    (method, request) => runMethod(core, method, request),
  );
  const server = createApiServer(() => core, token);
  await new Promise<void>((ready) => {
    server.listen(options.port ?? 0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  const people = new Map<string, SimUser>();

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    faults: core.faults,
    user: (name, facts = {}) => {
      const known = people.get(name);
      if (known !== undefined) return known;
      const id = 5_823_014_977 + people.size;
      const made = new SimUser(core, { is_bot: false, first_name: name, language_code: 'ru', id, ...facts });
      people.set(name, made);
      return made;
    },
    group: (title) => groupNamed(core, title),
    business: (owner) => new SimBusiness(core, owner),
    sendUpdate: (update) => core.queue.push(update),
    sent: () => core.sent,
    calls: (method) => core.calls.filter((call) => method === undefined || call.method === method),
    onSent: (listener) => {
      core.onSent.add(listener);
      return () => core.onSent.delete(listener);
    },
    answers: () => core.answers,
    pending: () => core.queue.waiting().length,
    restartNumbering: (at) => core.queue.jumpTo(at),
    webhookInfo: () => core.push.info(),
    redeliver: () => core.queue.replay(),
    vanish: () => {
      server.close();
      server.closeAllConnections();
    },
    close: async () => {
      core.push.close();
      core.polling.terminate('shutdown');
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function groupNamed(core: Core, title: string): ReturnType<TelegramSimulator['group']> {
  const id = -1_002_233_445_566 - [...title].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  const chat = core.chats.add({ id, title, type: 'supergroup' });
  chat.closedBecause = 'bot was kicked from the supergroup chat';
  return {
    id,
    says: (user, text, extra = {}) => {
      const message = core.chats.post(chat, { from: object(user.facts), text, ...extra });
      core.queue.push({ message });
      return message;
    },
  };
}
