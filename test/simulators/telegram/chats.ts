import { integer, type Json, object, seconds, string } from './json.ts';
import { badRequest, forbidden } from './refusal.ts';

/** A private chat or group that the bot knows, with its messages; numbers grow per chat. */
export interface SimChat {
  facts: Json;
  id: number;
  /** The bot may write: the user pressed Start and did not block it, the group has not thrown it out. */
  open: boolean;
  /** Description of the 403 while not open. */
  closedBecause: string;
  messages: Map<number, Json>;
  last: number;
}

export class Chats {
  readonly #chats = new Map<number, SimChat>();
  readonly #now: () => number;
  readonly bot: Json;

  constructor(bot: Json, now: () => number) {
    this.bot = bot;
    this.#now = now;
  }

  add(facts: Json & { id: number }, open = true): SimChat {
    const known = this.#chats.get(facts.id);
    if (known !== undefined) return known;
    const closedBecause = 'bot was blocked by the user';
    const chat: SimChat = { facts, id: facts.id, open, closedBecause, messages: new Map(), last: 100 };
    this.#chats.set(facts.id, chat);
    return chat;
  }

  /** The chat that a call names, if the bot has ever met it. */
  find(value: unknown): SimChat {
    if (value === undefined || value === '') throw badRequest('chat_id is empty');
    const id = integer(value);
    const name = string(value);
    const chat =
      id === undefined
        ? [...this.#chats.values()].find((one) => `@${one.facts.username}` === name)
        : this.#chats.get(id);
    if (chat === undefined) throw badRequest('chat not found');
    return chat;
  }

  /** The same, where the bot may write. */
  writable(value: unknown): SimChat {
    const chat = this.find(value);
    if (!chat.open) throw forbidden(chat.closedBecause);
    return chat;
  }

  /** Stores a message under the chat's next number. */
  post(chat: SimChat, content: Json): Json {
    chat.last += 1;
    const message = { message_id: chat.last, date: seconds(this.#now()), chat: chat.facts, ...content };
    chat.messages.set(chat.last, message);
    return message;
  }

  /** A message by number, without its own reply, as replies and callbacks carry it. */
  quoted(chat: SimChat, id: number): Json | undefined {
    const message = chat.messages.get(id);
    if (message === undefined) return undefined;
    const { reply_to_message: _, ...rest } = message;
    return rest;
  }

  isOwn(message: Json): boolean {
    return object(message.from)?.id === this.bot.id || message.sender_business_bot !== undefined;
  }
}
