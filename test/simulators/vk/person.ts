import { createHash } from 'node:crypto';
import type { Community, VkMessage } from './community.ts';

export interface VkPerson {
  id: number;
  /** Has written before. */
  joins(): void;
  says(text: string, extra?: object): Promise<VkMessage>;
  /** A picture of which the network serves the bytes. */
  sendsPhoto(bytes: Uint8Array, text?: string): Promise<VkMessage>;
  edits(message: VkMessage, text: string): Promise<void>;
  types(): Promise<void>;
  reads(message: VkMessage): Promise<void>;
  denies(): Promise<void>;
  allows(key?: string): Promise<void>;
  presses(message: VkMessage, payload: object): Promise<void>;
  reacts(message: VkMessage, reaction: number | undefined): Promise<void>;
}

export function createPerson(community: Community, name: string): VkPerson {
  const id = 100_000_000 + (createHash('sha1').update(name).digest().readUInt32BE(0) % 800_000_000);
  const [first = name, last = ''] = name.split(' ');
  community.users.set(id, { first_name: first, last_name: last });
  const group = -community.groupId;
  const says: VkPerson['says'] = (text, extra = {}) =>
    community.say({ peer_id: id, from_id: id, out: 0, text, ...extra });
  return {
    id,
    joins: () => void community.allowed.add(id),
    says,
    sendsPhoto(bytes, text = '') {
      const path = `/file/${community.files.size + 1}.jpg`;
      community.files.set(path, { name: path, bytes });
      const sizes = [{ type: 'w', url: `${community.origin}${path}`, width: 800, height: 600 }];
      return says(text, { attachments: [{ type: 'photo', photo: { id: 1, owner_id: id, sizes } }] });
    },
    async edits(message, text) {
      message.text = text;
      await community.emit('message_edit', { ...message, update_time: Math.floor(Date.now() / 1000) });
    },
    types: () => community.emit('message_typing_state', { state: 'typing', from_id: id, to_id: group }),
    reads: (message) =>
      community.emit('message_read', {
        from_id: id,
        peer_id: id,
        read_message_id: message.id,
        conversation_message_id: message.conversation_message_id,
      }),
    async denies() {
      community.allowed.delete(id);
      await community.emit('message_deny', { user_id: id });
    },
    async allows(key) {
      community.allowed.add(id);
      await community.emit('message_allow', { user_id: id, ...(key === undefined ? {} : { key }) });
    },
    presses: (message, payload) =>
      community.emit('message_event', {
        user_id: id,
        peer_id: id,
        event_id: createHash('sha1').update(`${message.id}`).digest('hex').slice(0, 12),
        payload,
        conversation_message_id: message.conversation_message_id,
      }),
    reacts: (message, reaction) =>
      community.emit('message_reaction_event', {
        reacted_id: id,
        peer_id: id,
        cmid: message.conversation_message_id,
        ...(reaction === undefined ? {} : { reaction_id: reaction }),
      }),
  };
}
