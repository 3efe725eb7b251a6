import type { Logger } from 'pino';
import type { ReceiptEvent, TypingEvent } from '../channels/events.ts';
import type { ROLES, VolatileFromServer } from './api/protocol.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { EventLog } from './events/log.ts';
import type { FileStore } from './files/store.ts';
import type { Registry } from './registry.ts';
import type { SecretBox } from './secrets.ts';
import type { AccountDoc } from './store/accounts.ts';
import type { Store } from './store/connect.ts';

export { type Clock, systemClock } from './clock.ts';

/** What every room is given as its first argument. Nothing in it is global; a test builds its own. */
export interface House {
  store: Store;
  config: Config;
  log: Logger;
  clock: Clock;
  registry: Registry;
  events: EventLog;
  files: FileStore;
  secrets: SecretBox;
  delivery: DeliveryRoom;
  volatile: VolatileRoom;
  /** Of the program; what an older one could not read is tried again. */
  version?: string;
}

/** What the intake asks of the outgoing side; the composition root puts it in. */
export interface DeliveryRoom {
  /** Applies delivered, read or failed; a receipt that fits nothing changes nothing. Idempotent. */
  applyReceipt(account: AccountDoc, event: ReceiptEvent): Promise<void>;
  /** True when the echo is our own message, which has now its network ids; it must not be added again. */
  settleEcho(account: AccountDoc, echo: Echo): Promise<boolean>;
}

/** A message of ours as the network shows it back. `key` is the one that was handed over when sending. */
export interface Echo {
  chat: string;
  id: string;
  key: string | undefined;
  at: number;
  /** What it says, for networks that hand no key back. */
  text?: string;
}

/** News that is worth nothing a minute later: never stored, never in the log. */
export interface VolatileRoom {
  clientTyping(account: AccountDoc, event: TypingEvent, conversationId: string): void;
  /** Says it to every screen that is in one of the rooms, in every process. */
  tell(rooms: readonly string[], news: VolatileFromServer): void;
}

export type Role = (typeof ROLES)[number];

/** Who wants something done. `system` acts for the house itself (a snooze that ends, a lease that runs out). */
export interface Actor {
  kind: 'user' | 'bot' | 'system';
  id: string | null;
  name: string;
  role: Role;
  teams: string[];
}

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'Okno', role: 'administrator', teams: [] };
