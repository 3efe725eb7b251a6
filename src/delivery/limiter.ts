import type { Capabilities } from '../../channels/capabilities.ts';
import { createGate, type Gate, type Shared, type Slot } from './gate.ts';

/** Two chats limited within this time mean that the account is. */
const SAME_CAUSE_MS = 1_000;
const PRUNE_EVERY = 1_000;

/** Keeps one account inside its network's limits, those of the whole account and those of each chat at once. */
export interface AccountLimiter extends Shared {
  /** Milliseconds until the account may make any call; `weight` is how many messages the call counts as. */
  accountWait(now: number, weight?: number): number;
  /** Milliseconds until this chat may be written to, the account's own limit aside. */
  chatWait(chat: string, now: number): number;
  /** Takes a place; its call may start when both waits, asked before, have passed. */
  take(chat: string, now: number, weight?: number): Slot;
  /** The network asked to wait. Without a scope it concerns the chat, until a second chat is told the same. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number, now: number): void;
}

/** Limits of one account, from its channel's capabilities. */
export function createLimiter(rate: Capabilities['rate']): AccountLimiter {
  const account = createGate(rate.perSecond, rate.burst);
  const chats = new Map<string, Gate>();
  let lastLimited: { chat: string; until: number; at: number } | undefined;
  let taken = 0;

  const gateOf = (chat: string): Gate => {
    const known = chats.get(chat);
    if (known !== undefined) return known;
    const made = createGate(rate.perChatPerSecond, Math.max(1, rate.perChatPerSecond));
    chats.set(chat, made);
    return made;
  };

  return {
    ...account.shared,
    accountWait: (now, weight = 1) => account.wait(now, weight),
    chatWait: (chat, now) => chats.get(chat)?.wait(now, 1) ?? 0,
    take: (chat, now, weight = 1) => {
      taken += 1;
      if (taken % PRUNE_EVERY === 0) {
        for (const [key, gate] of chats) if (gate.idle(now)) chats.delete(key);
      }
      // Networks that count an album as its items do so in total; to its reader it is one message.
      const slots = [account.take(now, weight), gateOf(chat).take(now, 1)];
      return {
        started: (at) => slots.forEach((slot) => void slot.started(at)),
        settled: (at) => slots.forEach((slot) => void slot.settled(at)),
        refund: () => slots.forEach((slot) => void slot.refund()),
      };
    },
    limited: (chat, scope, until, now) => {
      const spreads =
        lastLimited !== undefined && lastLimited.chat !== chat && now - lastLimited.at <= SAME_CAUSE_MS;
      if (scope === 'account' || (scope === undefined && spreads)) {
        account.pause(Math.max(until, lastLimited?.until ?? 0));
      } else gateOf(chat).pause(until);
      if (scope === undefined) lastLimited = { chat, until, at: now };
    },
  };
}
