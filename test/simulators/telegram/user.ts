import type { SimChat } from './chats.ts';
import type { Core } from './core.ts';
import type { StoredFile } from './files.ts';
import { type Json, objects, seconds } from './json.ts';
import { mediaFields } from './media.ts';

export interface SimFile {
  bytes: Uint8Array;
  name?: string;
  mime?: string;
  /** Claimed size, for files too big to make. */
  size?: number;
}

/** A person with the network's app in hand. Each act becomes an update; message acts answer the message. */
export class SimUser {
  readonly facts: Json;
  readonly id: number;
  readonly #core: Core;

  constructor(core: Core, facts: Json & { id: number }) {
    this.#core = core;
    this.facts = facts;
    this.id = facts.id;
  }

  get chat(): SimChat {
    const { is_bot: _, language_code: __, ...shown } = this.facts;
    return this.#core.chats.add({ ...shown, id: this.id, type: 'private' });
  }

  /** Any message; `content` is what the message holds besides its frame. */
  sends(content: Json): Json {
    const chat = this.chat;
    if (!chat.open) this.unblocks();
    const message = this.#core.chats.post(chat, { from: this.facts, ...content });
    this.#core.queue.push({ message });
    return message;
  }

  says(text: string, extra: Json = {}): Json {
    return this.sends({ text, ...extra });
  }

  starts(payload?: string): Json {
    const text = payload === undefined ? '/start' : `/start ${payload}`;
    return this.says(text, { entities: [{ type: 'bot_command', offset: 0, length: 6 }] });
  }

  replies(to: number, text: string): Json {
    return this.says(text, { reply_to_message: this.#core.chats.quoted(this.chat, to) });
  }

  /** `kind` is the message's member: photo, document, voice, video … */
  sendsFile(kind: string, file: SimFile, extra: Json = {}): Json {
    return this.sends({ ...mediaFields(kind, this.#store(kind, file), extra), ...extra });
  }

  sendsAlbum(files: SimFile[], caption?: string): Json[] {
    const media_group_id = `album${this.chat.last}`;
    return files.map((file, index) =>
      this.sendsFile('photo', file, {
        media_group_id,
        ...(index === 0 && caption !== undefined ? { caption } : {}),
      }),
    );
  }

  sharesContact(phone: string, whose: { own: boolean; name?: string } = { own: true }): Json {
    const first_name = whose.name ?? String(this.facts.first_name);
    const user = whose.own ? { user_id: this.id } : {};
    return this.sends({ contact: { phone_number: phone, first_name, ...user } });
  }

  sharesLocation(latitude: number, longitude: number): Json {
    return this.sends({ location: { latitude, longitude } });
  }

  edits(id: number, text: string): void {
    const message = this.chat.messages.get(id);
    if (message === undefined) throw new Error(`There is no message ${id}.`);
    const edited_message = { ...message, text, edit_date: seconds(this.#core.now()) };
    this.chat.messages.set(id, edited_message);
    this.#core.queue.push({ edited_message });
  }

  /** Presses the button with this label or data under a message of the bot. */
  presses(id: number, button: string): string {
    const message = this.#core.chats.quoted(this.chat, id);
    const rows = (message?.reply_markup as Json | undefined)?.inline_keyboard;
    const buttons = Array.isArray(rows) ? rows.flatMap(objects) : [];
    const found = buttons.find((one) => one.text === button || one.callback_data === button);
    const query = `${this.id}${this.#core.presses.size}${this.#core.now()}`;
    this.#core.presses.set(query, this.#core.now());
    const shown = message ?? { chat: this.chat.facts, message_id: id, date: 0 };
    const data = found?.callback_data ?? button;
    this.#core.queue.push({
      callback_query: { id: query, from: this.facts, chat_instance: String(this.id), data, message: shown },
    });
    return query;
  }

  blocks(): void {
    this.#membership('member', 'kicked', false);
  }

  unblocks(): void {
    this.#membership('kicked', 'member', true);
  }

  reacts(id: number, emoji: string[]): void {
    this.#core.queue.push({
      message_reaction: {
        chat: this.chat.facts,
        message_id: id,
        user: this.facts,
        date: seconds(this.#core.now()),
        old_reaction: [],
        new_reaction: emoji.map((one) => ({ type: 'emoji', emoji: one })),
      },
    });
  }

  #membership(before: string, after: string, open: boolean): void {
    this.chat.open = open;
    this.#core.queue.push({
      my_chat_member: {
        chat: this.chat.facts,
        from: this.facts,
        date: seconds(this.#core.now()),
        old_chat_member: { status: before, user: this.#core.bot },
        new_chat_member: { status: after, user: this.#core.bot },
      },
    });
  }

  #store(kind: string, file: SimFile): StoredFile {
    return this.#core.files.add(file.bytes, {
      folder: `${kind}s`,
      ...(file.name === undefined ? {} : { name: file.name }),
      ...(file.mime === undefined ? {} : { mime: file.mime }),
      ...(file.size === undefined ? {} : { claimedSize: file.size }),
    });
  }
}
