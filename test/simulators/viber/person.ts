import { createHash } from 'node:crypto';
import { type ViberBot, wireJson } from './bot.ts';

export interface ViberPerson {
  id: string;
  /** Has written before. */
  joins(): void;
  says(text: string, extra?: Record<string, unknown>): Promise<void>;
  sends(file: {
    type: 'picture' | 'video' | 'file';
    bytes: Uint8Array;
    name: string;
    mime: string;
    text?: string;
  }): Promise<void>;
  sharesContact(contact: { name: string; phone_number: string }, tracking?: string): Promise<void>;
  sharesLocation(lat: number, lon: number): Promise<void>;
  /** Any `message` object. */
  message(message: Record<string, unknown>): Promise<void>;
  /** Opens the chat; answers the welcome message of the service, if there was one. */
  opens(context?: string): Promise<Record<string, unknown> | undefined>;
  /** Allows messages without having written. */
  subscribes(): Promise<void>;
  unsubscribes(): Promise<void>;
  delivers(token: string): Promise<void>;
  reads(token: string): Promise<void>;
}

export function createPerson(
  bot: ViberBot,
  name: string,
  details: { language?: string; hidden?: boolean },
  origin: string,
): ViberPerson {
  const id = `${createHash('sha1').update(`${bot.token}${name}`).digest('base64').slice(0, 22)}==`;
  const language = details.language ?? 'ru-RU';
  bot.known.set(id, { name, language });
  const user = { id, ...(details.hidden === true ? {} : { name }), language, country: 'UA', api_version: 10 };

  const post = (event: string, fields: Record<string, unknown>, token = bot.nextToken()) =>
    bot.deliver(
      wireJson({
        event,
        timestamp: Date.now(),
        chat_hostname: 'SN-CHAT-12_',
        message_token: token,
        ...fields,
      }),
    );

  const message: ViberPerson['message'] = async (body) => {
    // The first message subscribes without an event of its own.
    bot.subscribers.add(id);
    await post('message', { sender: user, message: body, silent: false });
  };

  return {
    id,
    joins: () => void bot.subscribers.add(id),
    message,
    says: (text, extra = {}) => message({ text, type: 'text', ...extra }),
    async sends(file) {
      const path = `/media/${bot.nextToken()}/${encodeURIComponent(file.name)}`;
      bot.media.set(path, { bytes: file.bytes, mime: file.mime });
      await message({
        type: file.type,
        ...(file.text === undefined ? {} : { text: file.text }),
        media: `${origin}${path}`,
        file_name: file.name,
        size: file.bytes.length,
      });
    },
    sharesContact: (contact, tracking) =>
      message({ type: 'contact', contact, ...(tracking === undefined ? {} : { tracking_data: tracking }) }),
    sharesLocation: (lat, lon) => message({ type: 'location', location: { lat, lon } }),
    async opens(context) {
      const answer = await post('conversation_started', {
        type: 'open',
        ...(context === undefined ? {} : { context }),
        user,
        subscribed: bot.subscribers.has(id),
      });
      return answer.body === '' ? undefined : (JSON.parse(answer.body) as Record<string, unknown>);
    },
    async subscribes() {
      bot.subscribers.add(id);
      await post('subscribed', { user });
    },
    async unsubscribes() {
      bot.subscribers.delete(id);
      await post('unsubscribed', { user_id: id });
    },
    async delivers(token) {
      await post('delivered', { user_id: id }, token);
    },
    async reads(token) {
      await post('seen', { user_id: id }, token);
    },
  };
}
