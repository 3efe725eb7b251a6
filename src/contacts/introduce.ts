import type { ChannelAdapter } from '../../channels/contract.ts';
import { userId } from '../../channels/ids.ts';
import type { MediaRef } from '../../channels/message.ts';
import { changeRow } from '../conversations/change-row.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { changeContactDoc } from '../store/contacts.ts';
import { type IdentityDoc, noLongerStrangers, strangers } from '../store/identities.ts';
import { announceContact } from './announce.ts';
import { refreshProfiles } from './profile.ts';

export interface Introductions {
  start(): void;
  stop(): Promise<void>;
}

const AT_ONCE = 50;
const LOOK_MS = 2_000;
/** Who comes within a moment is asked for together. */
const GATHER_MS = 200;
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
      await pause(lookMs, signal);
      if (woken.signal.aborted) await pause(GATHER_MS, ending.signal);
    }
  }

  async function askAll(): Promise<void> {
    for (let after = ''; !ending.signal.aborted; ) {
      const found = await strangers(house.store.identities, after, AT_ONCE);
      const met = await Promise.all(
        found.map((identity) =>
          askFor(identity).catch((error: unknown) => {
            house.log.warn({ err: error, identity: identity._id }, 'a name cannot be asked for');
            return false;
          }),
        ),
      );
      await noLongerStrangers(
        house.store.identities,
        found.filter((_, index) => met[index]).map(({ _id }) => _id),
      );
      const last = found.at(-1);
      if (last === undefined || found.length < AT_ONCE) return;
      after = last._id;
    }
  }

  /** Whether the network could be asked, whatever it said. */
  async function askFor(identity: IdentityDoc): Promise<boolean> {
    const adapter = adapterOf(identity.accountId ?? '') ?? adapterOf(await anyAccountOf(identity));
    // Not run by this process or not at all just now; asked for when it is.
    if (adapter === undefined) return false;
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(ASK_MS)]);
    const person = await adapter.profile?.(userId(identity.value), signal).catch(() => undefined);
    if (ending.signal.aborted) return false;
    if (person !== undefined)
      await refreshProfiles(house, [{ meeting: { peer: person }, identity }], new Map());
    const avatar = person?.avatar ?? (identity.profile?.avatar as MediaRef | undefined);
    if (avatar !== undefined) await portray(identity, adapter, avatar, signal).catch(() => undefined);
    return true;
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
