import type { Channel, ChannelAdapter, OpenedMedia } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { channelName } from '../../channels/ids.ts';
import { announceMessage } from '../delivery/announce.ts';
import { pauseAfter } from '../delivery/verdict.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { envelopesById } from '../store/envelopes.ts';
import { claimFetch, enterFileState, releaseFetch } from '../store/fetches.ts';
import type { MessageDoc, StoredAttachment } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import { isOurs } from './blame.ts';

export interface FileFetcher {
  start(): void;
  /** Takes nothing new and ends what is under way; it is taken up after the next start. */
  stop(): Promise<void>;
  /** Looks for files now. */
  kick(): void;
}

export interface FetcherOptions {
  adapterOf(accountId: string): ChannelAdapter | undefined;
  /** In [0, 1). */
  random?(): number;
  /** Milliseconds between looks; new messages of this process are known at once. */
  lookMs?: number;
  /** Milliseconds until the next look at what this process cannot fetch, and when no file can be kept. */
  waitMs?: number;
}

const AT_ONCE = 6;
const LEASE_MS = 10 * 60_000;
/** A single file may take so long. */
const FILE_MS = 4 * 60_000;
export const MAX_FETCH_TRIES = 12;
/** Where this process does not run the account, another may; where there is no room, some may be made. */
const WAIT_MS = 15_000;

/** Fetches the files of clients: announced only when their bytes are on the disk. */
export function createFileFetcher(house: House, options: FetcherOptions): FileFetcher {
  const { adapterOf, random = Math.random, lookMs = 2_000, waitMs = WAIT_MS } = options;
  const ending = new AbortController();
  let unsubscribe = () => {};
  let lanes: Promise<unknown> = Promise.resolve();
  /** Until then, by a clock that only goes forward, nothing is asked of any network: it could not be kept. */
  let awayUntil = 0;
  const resting = new Set<() => void>();
  const kick = () => {
    for (const wake of [...resting]) wake();
  };

  async function rest(): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    resting.add(wake);
    const signal = AbortSignal.any([woken.signal, ending.signal]);
    await pause(lookMs, signal);
    resting.delete(wake);
  }

  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        const now = house.clock.now();
        const lease = new Date(now + LEASE_MS);
        const message =
          performance.now() < awayUntil ? null : await claimFetch(house.store.messages, new Date(now), lease);
        if (message === null) await rest();
        else await fetchAll(message, lease);
      } catch (error) {
        house.log.error({ err: error }, 'files cannot be fetched');
        await rest();
      }
    }
  }

  async function fetchAll(message: MessageDoc, lease: Date): Promise<void> {
    const { messages } = house.store;
    const tries = (message.fetchTries ?? 0) + 1;
    const adapter = adapterOf(message.accountId ?? '');
    let ours = false;
    for (const [index, file] of message.content.attachments.entries()) {
      if (file.state !== 'pending' || ending.signal.aborted) continue;
      const became = await fetchOne(message, file, adapter, tries >= MAX_FETCH_TRIES);
      if (became === 'our-fault') {
        ours = true;
        break;
      }
      if (became !== undefined) await enter(message, index, became);
    }
    if (ours) awayUntil = performance.now() + waitMs;
    // Looked at again, because an edit may have moved files or brought new ones meanwhile.
    const left = (await messageById(messages, message._id))?.content.attachments ?? [];
    if (!left.some((file) => file.state === 'pending'))
      return releaseFetch(messages, message._id, lease, null);
    const counted = adapter !== undefined && !ours && !ending.signal.aborted;
    const wait = counted ? pauseAfter(tries, random()) : ending.signal.aborted ? 0 : waitMs;
    const next = { at: new Date(house.clock.now() + wait), tries: counted ? tries : tries - 1 };
    await releaseFetch(messages, message._id, lease, next);
  }

  /** The file as it is now; undefined when it stays pending, `our-fault` when it does so without a try. */
  async function fetchOne(
    message: MessageDoc,
    file: StoredAttachment,
    adapter: ChannelAdapter | undefined,
    last: boolean,
  ): Promise<StoredAttachment | 'our-fault' | undefined> {
    const channel = house.registry.get(channelName(message.channel ?? ''));
    const most = channel?.codec.capabilities.media[file.kind].maxFetchBytes;
    const tooLarge = most !== undefined && file.size !== undefined && file.size > most;
    if (file.fetchable === false || tooLarge || channel === undefined)
      return { ...file, state: 'unavailable' };
    try {
      const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(FILE_MS)]);
      const opened =
        (await fromStored(house, channel, message, file)) ?? (await adapter?.openMedia(file.ref, signal));
      if (opened === undefined) return undefined;
      const stored = await house.files.put(until(opened.stream, signal), {
        name: file.name ?? opened.name,
        mime: opened.mime ?? file.mime,
        kind: file.kind,
        width: file.width,
        height: file.height,
        duration: file.duration,
      });
      const { name, mime, size, width, height, thumbnailKey } = stored;
      return {
        ...file,
        state: 'stored',
        fileKey: stored.key,
        name,
        mime,
        size,
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(thumbnailKey !== undefined && { thumbnailKey }),
      };
    } catch (error) {
      const facts = { message: message._id, file: file.id, reason: nameOf(error) };
      house.log.info(facts, 'a file was not fetched');
      // However long it lasts, the network is not to blame.
      if (isOurs(error)) return 'our-fault';
      if (isForEver(error)) return { ...file, state: 'unavailable' };
      return last && !ending.signal.aborted ? { ...file, state: 'failed' } : undefined;
    }
  }

  async function enter(message: MessageDoc, index: number, file: StoredAttachment): Promise<void> {
    const doc = await enterFileState(house.store.messages, message._id, index, file, 'pending');
    if (doc !== null) await announceMessage(house, doc);
  }

  return {
    kick,
    start: () => {
      unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name !== 'message.added' && event.name !== 'message.changed') return;
        if (event.data.message.attachments.some((file) => file.state === 'pending')) kick();
      });
      lanes = Promise.all(Array.from({ length: AT_ONCE }, work));
    },
    stop: async () => {
      ending.abort();
      unsubscribe();
      await lanes;
    },
  };
}

/** The file as the stored payload itself holds it: there is no need to ask a mailbox that may have forgotten it. */
async function fromStored(
  house: House,
  channel: Channel,
  message: MessageDoc,
  file: StoredAttachment,
): Promise<OpenedMedia | undefined> {
  if (channel.mediaFromRaw === undefined) return undefined;
  const [envelope] = await envelopesById(house.store, [message._id]);
  return envelope && channel.mediaFromRaw(envelope.bytes, file.ref);
}

/** A stream that stands still must not hold a lane for ever. */
async function* until(source: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The download took too long.')), { once: true });
  });
  aborted.catch(() => undefined);
  const pieces = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await Promise.race([pieces.next(), aborted]);
      if (piece.done) return;
      yield piece.value;
    }
  } finally {
    void Promise.resolve(pieces.return?.()).catch(() => undefined);
  }
}

/** The network will not hand these bytes out however often it is asked; or they are more than we take. */
function isForEver(error: unknown): boolean {
  if (error instanceof HouseError) return error.code === 'too_large';
  if (!(error instanceof ChannelError)) return false;
  return ['too_large', 'unsupported', 'rejected', 'recipient_unknown'].includes(error.code);
}

function nameOf(error: unknown): string {
  if (error instanceof ChannelError || error instanceof HouseError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
