import type { OpenedMedia } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { pauseAfter } from '../delivery/verdict.ts';
import { HouseError } from '../errors.ts';
import { isOurs } from '../files/blame.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { type CallDoc, callById, claimRecording, type StoredRecording, saveCall } from '../store/calls.ts';
import { announceCall } from './announce-call.ts';

export interface Recordings {
  start(): void;
  stop(): Promise<void>;
  /** Fetches everything that is due at the house's time. */
  step(): Promise<void>;
}

export interface RecordingsOptions {
  /** Opens a link; refuses internal addresses unless told otherwise. */
  open(url: string, signal: AbortSignal, options: { allowInternal: boolean }): Promise<OpenedMedia>;
  /** In [0, 1). */
  random?(): number;
}

const EVERY_MS = 5_000;
const LEASE_MS = 10 * 60_000;
const FILE_MS = 4 * 60_000;
/** Exchanges write a recording some time after the call; with the pauses in between this is about a day. */
export const MAX_TRIES = 30;
/** While recordings cannot be kept. */
const AWAY_MS = 60_000;

/** Fetches recordings of calls into the file store, in the background and again after failures. */
export function createRecordings(house: House, options: RecordingsOptions): Recordings {
  const { open, random = Math.random } = options;
  let ending = new AbortController();
  let woken = new AbortController();
  let running: Promise<void> | undefined;
  let unsubscribe = () => {};

  async function step(): Promise<void> {
    while (!ending.signal.aborted) {
      const now = house.clock.now();
      const lease = new Date(now + LEASE_MS);
      const call = await claimRecording(house.store.calls, new Date(now), lease);
      if (call === null) return;
      await fetchOne(call, lease);
    }
  }

  async function fetchOne(call: CallDoc, lease: Date): Promise<void> {
    const { recording } = call;
    if (recording === undefined) return;
    const tries = (recording.tries ?? 0) + 1;
    const became = await download(recording, tries).catch((error: unknown): StoredRecording => {
      house.log.info({ call: call._id, reason: nameOf(error) }, 'a recording was not fetched');
      const { fetchAt: _, ...rest } = recording;
      if (ending.signal.aborted) return { ...rest, fetchAt: new Date(house.clock.now()) };
      if (isOurs(error)) return { ...rest, fetchAt: new Date(house.clock.now() + AWAY_MS) };
      if (tries >= MAX_TRIES || isForEver(error)) return { ...rest, state: 'failed', tries };
      return { ...rest, tries, fetchAt: new Date(house.clock.now() + pauseAfter(tries, random())) };
    });
    for (;;) {
      const before = await callById(house.store.calls, call._id);
      // A later report may have named another recording.
      if (before?.recording?.url !== recording.url || before.recording.fetchAt?.getTime() !== lease.getTime())
        return;
      const after = await saveCall(house.store.calls, before, { ...before, recording: became });
      if (after === null) continue;
      await announceCall(house, after, after);
      return;
    }
  }

  async function download(recording: StoredRecording, tries: number): Promise<StoredRecording> {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(FILE_MS)]);
    const allowInternal = mayBeInternal(recording.url, house.config.recordingHosts);
    const opened = await open(recording.url, signal, { allowInternal });
    const stored = await house.files.put(opened.stream, {
      name: opened.name ?? nameIn(recording.url),
      mime: opened.mime,
      kind: 'audio',
    });
    const { key: fileKey, name, mime } = stored;
    return { state: 'stored', url: recording.url, fileKey, name, mime, tries };
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      woken = new AbortController();
      await step().catch((error: unknown) => house.log.warn({ err: error }, 'recordings cannot be fetched'));
      const signal = AbortSignal.any([woken.signal, ending.signal]);
      await pause(EVERY_MS, signal);
    }
  }

  return {
    step,
    start() {
      ending = new AbortController();
      unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name === 'call.changed' && event.data.call.recording === 'pending') woken.abort();
      });
      running ??= run();
    },
    async stop() {
      unsubscribe();
      ending.abort();
      await running;
      running = undefined;
    },
  };
}

/** Only the exchanges that the configuration names may be inside of the house's own network. */
function mayBeInternal(url: string, hosts: readonly string[]): boolean {
  const { host, hostname } = new URL(url);
  return hosts.includes(host) || hosts.includes(hostname);
}

function nameIn(url: string): string | undefined {
  const name = new URL(url).pathname.split('/').at(-1);
  return name === '' ? undefined : name;
}

function isForEver(error: unknown): boolean {
  if (error instanceof HouseError) return error.code === 'too_large';
  return error instanceof ChannelError && (error.code === 'too_large' || error.code === 'unsupported');
}

function nameOf(error: unknown): string {
  if (error instanceof ChannelError || error instanceof HouseError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
