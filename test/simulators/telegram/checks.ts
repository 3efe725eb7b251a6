import { type Json, object, objects, string } from './json.ts';
import { badRequest } from './refusal.ts';

const ENTITY_TYPES = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
    'blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'
  ).split(' '),
);
const TAGS = new Set(
  'b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji'.split(' '),
);

/** A text after parsing, within the limit; `what` is the word the network uses for it. */
export function checkText(body: Json, field: 'text' | 'caption'): { text: string; entities: Json[] } {
  const given = body[field];
  const source = typeof given === 'string' ? given : given === undefined ? '' : String(given);
  if (/\p{Surrogate}/u.test(source)) throw badRequest('strings must be encoded in UTF-8');
  const mode = string(body.parse_mode)?.toLowerCase();
  const text = mode === 'html' ? fromHtml(source) : mode === 'markdownv2' ? fromMarkdown(source) : source;
  const entities = objects(body[field === 'text' ? 'entities' : 'caption_entities']);
  for (const entity of entities) checkEntity(entity, text);
  if (field === 'text' && text.trim() === '') throw badRequest('message text is empty');
  if (text.length > (field === 'text' ? 4096 : 1024)) {
    throw badRequest(field === 'text' ? 'message is too long' : 'message caption is too long');
  }
  return { text, entities };
}

function checkEntity(entity: Json, text: string): void {
  const { offset, length } = entity;
  if (!ENTITY_TYPES.has(string(entity.type) ?? ''))
    throw badRequest("can't parse MessageEntity: unsupported type");
  if (typeof offset !== 'number' || typeof length !== 'number' || offset < 0 || length < 1) {
    throw badRequest("can't parse MessageEntity: field must be of type Number");
  }
  if (offset + length > text.length)
    throw badRequest(`entity beginning at offset ${offset} ends after the text`);
}

function fromHtml(source: string): string {
  const open: string[] = [];
  const plain = source.replace(/<(\/?)([a-z-]+)[^>]*>/gi, (_, slash: string, tag: string) => {
    const name = tag.toLowerCase();
    if (!TAGS.has(name)) throw badRequest(`can't parse entities: Unsupported start tag "${name}"`);
    if (slash === '') open.push(name);
    else if (open.pop() !== name) throw badRequest(`can't parse entities: Unmatched end tag "${name}"`);
    return '';
  });
  if (open.length > 0) throw badRequest(`can't parse entities: Can't find end tag of "${open.at(-1)}"`);
  return plain
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function fromMarkdown(source: string): string {
  const bare = source.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]\([^)]*\)/g, '');
  const reserved = /[>#+\-={}.!]/.exec(bare)?.[0];
  if (reserved !== undefined) {
    throw badRequest(
      `can't parse entities: Character '${reserved}' is reserved and must be escaped with the preceding '\\'`,
    );
  }
  return source.replace(/\\([\s\S])/g, '$1');
}

/** Keyboards with the limits that matter: labels, 64 bytes of data, no reply keyboard for an owner's chat. */
export function checkMarkup(body: Json): Json | undefined {
  const markup = object(body.reply_markup);
  if (markup === undefined) return undefined;
  if (Array.isArray(markup.inline_keyboard)) {
    for (const button of markup.inline_keyboard.flatMap(objects)) checkInline(button);
    return markup;
  }
  if (body.business_connection_id !== undefined) throw badRequest('BUSINESS_REPLY_MARKUP_INVALID');
  if (!Array.isArray(markup.keyboard) && markup.remove_keyboard !== true && markup.force_reply !== true) {
    throw badRequest('object expected as reply markup');
  }
  return undefined;
}

function checkInline(button: Json): void {
  if (string(button.text) === undefined)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  const data = button.callback_data;
  if (data !== undefined && (typeof data !== 'string' || !inBytes(data, 1, 64))) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
  const actions = Object.keys(button).filter(
    (key) => !['text', 'style', 'icon_custom_emoji_id'].includes(key),
  );
  if (actions.length !== 1)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (
    button.url !== undefined &&
    !/^(https?|tg|ton|mailto|tel):|^[^\s/]+\.\w{2,}/i.test(String(button.url))
  ) {
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`);
  }
}

function inBytes(value: string, least: number, most: number): boolean {
  const size = Buffer.byteLength(value);
  return size >= least && size <= most;
}
