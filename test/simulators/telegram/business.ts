import type { Core } from './core.ts';
import { type Json, seconds } from './json.ts';
import type { SimUser } from './user.ts';

/** An owner's account that has connected the bot as its assistant. */
export class SimBusiness {
  readonly id: string;
  readonly #core: Core;
  readonly #owner: SimUser;

  constructor(core: Core, owner: SimUser) {
    this.#core = core;
    this.#owner = owner;
    this.id = `Conn${owner.id}_AAE`;
    this.#announce(true);
  }

  disconnects(): void {
    this.#announce(false);
  }

  /** The client writes into the owner's chat. */
  clientSays(client: SimUser, text: string): Json {
    return this.#message(client, client.facts, text);
  }

  /** The owner answers by hand. */
  ownerSays(client: SimUser, text: string): Json {
    return this.#message(client, this.#owner.facts, text);
  }

  deletes(client: SimUser, ids: number[]): void {
    for (const id of ids) client.chat.messages.delete(id);
    this.#core.queue.push({
      deleted_business_messages: {
        business_connection_id: this.id,
        chat: client.chat.facts,
        message_ids: ids,
      },
    });
  }

  #message(client: SimUser, from: Json, text: string): Json {
    const message = this.#core.chats.post(client.chat, { business_connection_id: this.id, from, text });
    this.#core.queue.push({ business_message: message });
    return message;
  }

  #announce(is_enabled: boolean): void {
    const connection = {
      id: this.id,
      user: this.#owner.facts,
      user_chat_id: this.#owner.id,
      date: seconds(this.#core.now()),
      ...(is_enabled ? { rights: { can_reply: true, can_read_messages: true } } : {}),
      is_enabled,
    };
    this.#core.connections.set(this.id, connection);
    this.#core.queue.push({ business_connection: connection });
  }
}
