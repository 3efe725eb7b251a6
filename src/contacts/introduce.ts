import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { userId } from '../../channels/ids.ts';
import type { MediaRef } from '../../channels/message.ts';
import { changeRow } from '../conversations/change-row.ts';
import type { House } from '../house.ts';
import { changeContactDoc } from '../store/contacts.ts';
import { type IdentityDoc, noLongerStranger, strangers } from '../store/identities.ts';
import { announceContact } from './announce.ts';
import { refreshProfiles } from './profile.ts';

export interface Introductions {
  start(): void;
  stop(): Promise<void>;
}

const AT_ONCE = 50;
const LOOK_MS = 2_000;
const ASK_MS = 30_000;
/** A picture larger than this is no portrait. */
const PORTRAIT_BYTES = 5 * 1024 * 1024;

/**
 * Asks networks for the names and pictures they do not send along with a message. Nothing waits for it: a person is
 * shown under the id until the answer is there. Each person is asked for once.
 */
export function createIntroductions(
  house: House,
  options: { adapterOf(accountId: string): ChannelAdapter | undefined; lookMs?: number },
): Introductions {
  const { adapterOf, lookMs = LOOK_MS } = options;
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let woken = new AbortController();

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      woken = new AbortController();
      await askAll().catch((error: unknown) => house.log.error({ err: error }, 'names cannot be asked for'));
      const signal = AbortSignal.any([woken.signal, ending.signal]);
      await sleep(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async function askAll(): Promise<void> {
    for (let after = ''; !ending.signal.aborted; ) {
      const found = await strangers(house.store.identities, after, AT_ONCE);
      await Promise.all(found.map(askFor));
      const last = found.at(-1);
      if (last === undefined || found.length < AT_ONCE) return;
      after = last._id;
    }
  }

  async function askFor(identity: IdentityDoc): Promise<void> {
    const adapter = adapterOf(identity.accountId ?? '') ?? adapterOf(await anyAccountOf(identity));
    // Not run by this process or not at all just now; asked for when it is.
    if (adapter === undefined) return;
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(ASK_MS)]);
    const person = await adapter.profile?.(userId(identity.value), signal).catch(() => undefined);
    if (ending.signal.aborted) return;
    if (person !== undefined)
      await refreshProfiles(house, [{ meeting: { peer: person }, identity }], new Map());
    const avatar = person?.avatar ?? (identity.profile?.avatar as MediaRef | undefined);
    if (avatar !== undefined) await portray(identity, adapter, avatar, signal).catch(() => undefined);
    await noLongerStranger(house.store.identities, identity._id);
  }

  /** The account through which the person wrote, for networks where a person is the same on all of them. */
  async function anyAccountOf(identity: IdentityDoc): Promise<string> {
    const row = await house.store.conversations.findById(identity.conversationId).lean();
    return row?.routes.find((route) => route.channel === identity.channel)?.accountId ?? '';
  }

  async function portray(
    { contactId, conversationId }: IdentityDoc,
    adapter: ChannelAdapter,
    ref: MediaRef,
    signal: AbortSignal,
  ): Promise<void> {
    const { stream, mime } = await adapter.openMedia(ref, signal);
    const facts = { kind: 'image', name: 'portrait', mime, maxBytes: PORTRAIT_BYTES } as const;
    const { thumbnailKey: key } = await house.files.put(stream, facts);
    if (key === undefined) return;
    const contact = await changeContactDoc(house.store.contacts, contactId, { set: { avatarKey: key } });
    const { after } = await changeRow(house, conversationId, () => ({ avatarKey: key }));
    if (contact !== null) await announceContact(house, contact, after);
  }

  return {
    start() {
      const unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name === 'conversation.changed' && event.data.was === null) woken.abort();
      });
      running = run().finally(unsubscribe);
    },
    async stop() {
      ending.abort();
      await running;
    },
  };
}
