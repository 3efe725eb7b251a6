import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCommunity, type VkFaults, type VkMessage } from './community.ts';
import { serve } from './http.ts';
import { createPerson, type VkPerson } from './person.ts';

export type { VkFaults, VkMessage, VkPerson };

export interface VkSimulator {
  /** To be set as `apiRoot`. */
  url: string;
  token: string;
  groupId: number;
  faults: VkFaults;
  person(name: string): VkPerson;
  /** Messages of the community that people received, oldest first. */
  sent(): VkMessage[];
  onSent(listener: (sent: VkMessage) => void): void;
  /** An administrator answers on the site. */
  administratorSays(peer: number, text: string): Promise<void>;
  /** Any event, through the long poll queue and every callback server. */
  event(type: string, object: object, eventId?: string): Promise<void>;
  /** Makes every long poll position before now unknown. */
  forgetHistory(): void;
  expireKey(): void;
  /** Files that were uploaded and saved. */
  files(): { name: string; bytes: Uint8Array }[];
  /** Lets something happen while nobody waits for it; happenings keep their order. */
  later(work: () => Promise<unknown>): void;
  /** How much the service has not taken: of the long poll queue, or of the callbacks. */
  underway(mode: string): number;
  /** Addresses that events are posted to. */
  servers(): number;
  /** Tells the last event again, with the name it had. */
  redeliver(): Promise<void>;
  /** Nobody answers at this address any more. */
  vanish(): void;
  close(): Promise<void>;
}

export interface VkSimulatorOptions {
  token?: string;
  groupId?: number;
  name?: string;
  /** First pause before a repeated callback, milliseconds. */
  retryMs?: number;
}

/** The API, the long poll server, the upload servers and the callbacks of a VK community, on 127.0.0.1. */
export async function createVkSimulator(options: VkSimulatorOptions = {}): Promise<VkSimulator> {
  const community = createCommunity(options);
  const server = createServer((request, response) => {
    void serve(community, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  community.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, VkPerson>();
  return {
    url: `${community.origin}/method`,
    token: community.token,
    groupId: community.groupId,
    faults: community.faults,
    person(name) {
      const known = people.get(name) ?? createPerson(community, name);
      people.set(name, known);
      return known;
    },
    sent: () => community.messages.filter((message) => message.out === 1),
    onSent: (listener) => {
      community.onSent.add(listener);
    },
    async administratorSays(peer, text) {
      await community.say({
        peer_id: peer,
        from_id: -community.groupId,
        out: 1,
        text,
        admin_author_id: 99112233,
      });
    },
    event: (type, object, eventId) => community.emit(type, object, eventId),
    forgetHistory: () => community.forgetHistory(),
    expireKey: () => community.expireKey(),
    files: () => [...community.files.values()],
    later: (work) => community.later(work),
    underway: (mode) =>
      mode === 'callback'
        ? community.underway
        : community.queue.filter((entry) => entry.ts > community.asked).length,
    servers: () => community.callbacks.length,
    async redeliver() {
      const last = community.queue.at(-1)?.event;
      if (last !== undefined) await community.emit(last.type, last.object, last.event_id);
    },
    vanish() {
      server.close();
      server.closeAllConnections();
    },
    async close() {
      community.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
