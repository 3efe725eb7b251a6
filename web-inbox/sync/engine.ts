import type { Hello, LoggedEvent, VolatileFromServer } from '../../src/api/protocol.ts';
import { ApiError } from '../api/http.ts';
import type { EventsAnswer, Snapshot } from '../api/shapes.ts';
import { createStore, type Store } from '../store/store.ts';
import { apply, reapply } from './apply.ts';
import { type Chain, covered, judge, startChain } from './chain.ts';
import { fromSnapshot } from './merge.ts';
import type { Inbox } from './state.ts';

/** How the engine reaches the server; a test gives one of its own. */
export interface Transport {
  connect(handlers: TransportHandlers): Connection;
  snapshot(): Promise<Snapshot>;
  events(after: number): Promise<EventsAnswer>;
}

export interface TransportHandlers {
  hello(hello: Hello): void;
  /** `null` for an event that is not understood. */
  event(event: LoggedEvent | null): void;
  volatile(news: VolatileFromServer): void;
  down(): void;
  signedOut(): void;
}

export interface Connection {
  look(conversation: string | null): void;
  typing(conversation: string): void;
  close(): void;
}

/** An answer with the place in the log it was read at, and how to merge it. */
export interface Loaded {
  cursor: number | null;
  merge(state: Inbox): Inbox;
}

export interface Link {
  phase: 'starting' | 'live' | 'offline' | 'signed-out';
  /** Raised by every snapshot. */
  epoch: number;
}

export interface EngineParts {
  inbox: Store<Inbox>;
  transport: Transport;
  /** What is on the screen, read again after a snapshot and shown together with it. */
  visible(): Promise<Loaded[]>;
  onSnapshot(snapshot: Snapshot): void;
  onEvent(event: LoggedEvent): void;
  onVolatile(news: VolatileFromServer): void;
  /** Milliseconds to wait before the given try. */
  pause(attempt: number): Promise<void>;
}

export type Engine = ReturnType<typeof createEngine>;

/** Events kept to put on top of answers that were read before them. */
const remembered = 500;
/** Events asked for again after a disconnect: one may have been overtaken by later ones and then been cut off. */
const overlap = 200;

/** Keeps the screen equal to the server: one snapshot, then every event once and in order, whatever the line does. */
export function createEngine(parts: EngineParts) {
  const { inbox, transport } = parts;
  const link = createStore<Link>({ phase: 'starting', epoch: 0 });
  let connection: Connection | null = null;
  let chain: Chain | null = null;
  let rooms: readonly string[] = [];
  let buffer: LoggedEvent[] = [];
  let recent: LoggedEvent[] = [];
  let wanted: 'snapshot' | number | null = null;
  let working = false;
  let fruitless = 0;
  /** Everything up to here is known to have been taken. */
  let safe = 0;

  function phase(next: Link['phase']): void {
    link.update((state) => (state.phase === next ? state : { ...state, phase: next }));
  }

  function hello(news: Hello): void {
    const sameRooms = rooms.length === news.rooms.length && news.rooms.every((room) => rooms.includes(room));
    rooms = news.rooms;
    if (chain === null || !sameRooms) want('snapshot');
    else if (news.cursor > safe) want(resumeFrom());
    else if (!working) phase('live');
  }

  function resumeFrom(): number {
    return Math.max(safe, recent[recent.length - overlap]?.cursor ?? 0);
  }

  function want(what: 'snapshot' | number): void {
    if (wanted === 'snapshot') return;
    wanted = what === 'snapshot' || wanted === null ? what : Math.min(wanted, what);
    if (!working) void work();
  }

  async function work(): Promise<void> {
    working = true;
    for (let attempt = 1; wanted !== null; attempt += 1) {
      const job: 'snapshot' | number = wanted;
      wanted = null;
      try {
        if (job === 'snapshot') await bootstrap();
        else await fill(job);
        if (wanted === null) drain();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) break;
        const tooOld = error instanceof ApiError && error.status === 410;
        if (tooOld) wanted = 'snapshot';
        else wanted ??= job;
        if (!tooOld) await parts.pause(attempt);
        if (connection === null) break;
      }
    }
    working = false;
    if (connection !== null && chain !== null && wanted === null) phase('live');
  }

  async function bootstrap(): Promise<void> {
    const snapshot = await transport.snapshot();
    parts.onSnapshot(snapshot);
    const visible = await parts.visible();
    chain = startChain(snapshot.cursor);
    recent = [];
    safe = snapshot.cursor;
    inbox.update(() => visible.reduce((state, loaded) => loaded.merge(state), fromSnapshot(snapshot)));
    link.update((state) => ({ ...state, epoch: state.epoch + 1 }));
  }

  async function fill(after: number): Promise<void> {
    for (let from = after; ; ) {
      const answer = await transport.events(from);
      for (const event of answer.events) take(event, after);
      // A hole before `after` was found: this answer settles nothing.
      if (wanted !== null || chain === null) return;
      if (!answer.more) {
        chain = covered(chain, rooms, after, answer.cursor);
        if (after <= safe) safe = Math.max(safe, answer.cursor);
        return;
      }
      from = answer.cursor;
    }
  }

  function drain(): void {
    const held = buffer.sort((one, other) => one.cursor - other.cursor);
    buffer = [];
    for (const event of held) take(event);
  }

  function take(event: LoggedEvent, from?: number): void {
    if (chain === null) return;
    const verdict = judge(chain, rooms, event, from);
    if (verdict.kind === 'seen') return;
    if (verdict.kind === 'hole') {
      buffer.push(event);
      fruitless += 1;
      // A log that cannot close its own hole is not worth asking a fourth time.
      want(fruitless > 3 ? 'snapshot' : verdict.after);
      if (fruitless > 3) fruitless = 0;
      return;
    }
    fruitless = 0;
    chain = verdict.chain;
    recent = [...recent.slice(-remembered), event];
    inbox.update((state) => apply(state, event));
    parts.onEvent(event);
  }

  return {
    link,
    start(): void {
      phase(chain === null ? 'starting' : link.get().phase);
      connection = transport.connect({
        hello,
        event(event) {
          if (event === null) return want(chain === null ? 'snapshot' : resumeFrom());
          if (working || chain === null) buffer.push(event);
          else take(event);
        },
        volatile: parts.onVolatile,
        down: () => phase(chain === null ? 'starting' : 'offline'),
        signedOut: () => phase('signed-out'),
      });
    },
    stop(): void {
      connection?.close();
      connection = null;
    },
    /** The session is over: nothing is thrown away, the sign-in page comes up over the work. */
    signedOut(): void {
      connection?.close();
      connection = null;
      phase('signed-out');
    },
    /** Merges an answer; events that happened after it was read are put on top again. */
    merge(loaded: Loaded): void {
      const { cursor } = loaded;
      const later = cursor === null ? [] : recent.filter((event) => event.cursor > cursor);
      inbox.update((state) => reapply(loaded.merge(state), later));
    },
    look: (conversation: string | null) => connection?.look(conversation),
    typing: (conversation: string) => connection?.typing(conversation),
  };
}
