import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter, ChannelState } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { type Due, HORIZON_MS, type Lanes } from './lanes.ts';
import type { SendOutcome } from './outcome.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { createRefusals } from './refusals.ts';
import { sendOne } from './send-one.ts';
import { createTouch } from './touch.ts';

/** Sends what stands in the lanes, as fast as networks, chats and conversations allow. */
export interface Launcher {
  /** Starts what may go out by this account now, and looks again when more may. */
  pump(accountId: string): void;
  /** Once nothing new may be taken: waits `drainMs` for answers at most, then ends what is in flight. */
  stop(drainMs: number): Promise<void>;
}

export interface LauncherGiven {
  house: House;
  lanes: Lanes;
  /** Nothing is taken once it has ended. */
  signal: AbortSignal;
  adapterOf(accountId: string): ChannelAdapter | undefined;
  report(accountId: string, state: ChannelState): void;
  alone: boolean;
  random(): number;
  lockMs: number;
}

const IDLE_MS = 1_000;

export function createLauncher(given: LauncherGiven): Launcher {
  const { house, lanes, signal, adapterOf, report, alone, random, lockMs } = given;
  const worker = newId();
  const touch = createTouch(house);
  const refusals = createRefusals<ChannelAdapter>(house.clock);
  const outlets = new Map<string, Outlet>();
  const inFlight = new Set<Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const cutting = new AbortController();
  // Every send in flight listens to it.
  setMaxListeners(0, cutting.signal);

  function outletOf({ accountId, channel }: Due): Outlet | undefined {
    const known = outlets.get(accountId);
    if (known !== undefined) return known;
    const rate = house.registry.get(channelName(channel))?.codec.capabilities.rate;
    if (rate === undefined) return undefined;
    const due = () => lanes.nextAt(accountId) <= house.clock.now();
    const changed = () => pump(accountId);
    const made = createOutlet({ house, accountId, rate, worker, alone, due, changed });
    outlets.set(accountId, made);
    return made;
  }

  function pump(accountId: string): void {
    const wait = launchAll(accountId);
    if (wait === undefined) return;
    clearTimeout(timers.get(accountId));
    const ms = Math.max(1, Math.ceil(Math.min(wait, IDLE_MS)));
    timers.set(
      accountId,
      setTimeout(() => pump(accountId), ms),
    );
  }

  /** Starts as many sends as may start now; answers when to look again, in ms. */
  function launchAll(accountId: string): number | undefined {
    for (;;) {
      if (signal.aborted) return undefined;
      const adapter = adapterOf(accountId);
      const now = house.clock.now();
      if (adapter === undefined || refusals.isResting(adapter)) return IDLE_MS;
      const outlet = outlets.get(accountId);
      // What others may send now must not be held here.
      if (outlet !== undefined && lanes.nextAt(accountId) <= now && !outlet.mayClaim(now)) return undefined;
      const due = lanes.take(accountId, now, {
        chatWait: (chat) => outlet?.chatWait(chat) ?? 0,
        forPriority: (priority) => outlet?.hasRoom(priority) ?? true,
      });
      if (due === 'full') return undefined;
      if (due === undefined) return lanes.nextAt(accountId) - now;
      const itsOutlet = outletOf(due);
      if (itsOutlet === undefined) lanes.release(due.conversationId, now, now + HORIZON_MS);
      else launch(due, adapter, itsOutlet);
    }
  }

  function launch(due: Due, adapter: ChannelAdapter, outlet: Outlet): void {
    const { nextTurn, leave } = outlet.claim(due.priority);
    const { chatGapMs, limited } = outlet;
    const sending = sendOne(
      {
        house,
        adapter,
        worker,
        lockMs,
        random,
        signal: cutting.signal,
        nextTurn,
        chatGapMs,
        limited,
        blocked: (action, error, detail) => {
          refusals.refuse(adapter);
          report(due.accountId, { state: 'blocked', action, error, detail });
        },
      },
      due,
    );
    const work = finish(due, sending, adapter).finally(() => {
      inFlight.delete(work);
      leave();
    });
    inFlight.add(work);
  }

  async function finish(due: Due, sending: Promise<SendOutcome>, adapter: ChannelAdapter): Promise<void> {
    try {
      const outcome = await sending;
      const now = house.clock.now();
      const until = outcome.kind === 'later' ? outcome.at : 0;
      // Once it waits for long, the others of the lane find out by themselves that one before them waits.
      if (outcome.kind !== 'later' || until > now + HORIZON_MS) lanes.remove(due);
      lanes.release(due.conversationId, now, Math.min(until, now + HORIZON_MS));
      if (outcome.kind !== 'sent') return;
      if (refusals.forget(adapter)) report(due.accountId, { state: 'online' });
      await touch(due.accountId);
    } catch (error) {
      house.log.error({ err: error, message: due.id }, 'sending a message broke off');
      lanes.remove(due);
      lanes.release(due.conversationId, house.clock.now());
    }
  }

  return {
    pump,
    stop: async (drainMs) => {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const outlet of outlets.values()) outlet.close();
      await Promise.race([Promise.all(inFlight), sleep(drainMs, undefined, { ref: false })]);
      cutting.abort();
      await Promise.all(inFlight);
      await Promise.all([...outlets.values()].map((outlet) => outlet.stop()));
    },
  };
}
