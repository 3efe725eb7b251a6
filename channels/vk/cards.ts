import { compact, type Fields, fields, items, milliseconds, number, text, wholeId } from '../json.ts';
import type { CallState, Card } from '../message.ts';
import type { PlaceholderCode } from '../placeholders.ts';

type Placeholder = Extract<Card, { kind: 'placeholder' }>;
type Link = Extract<Card, { kind: 'link' }>;

export function placeholder(what: PlaceholderCode, detail?: string): Card {
  return compact<Placeholder>({ kind: 'placeholder', what, detail });
}

/** What an attachment says when it is not a file. Kinds of the future are named and never lost. */
export function cardOf(type: string, body: Fields): Card {
  switch (type) {
    case 'video':
      return page(`video${objectName(body)}`, text(body.title), text(body.description));
    case 'link':
      return link(body);
    case 'wall':
      return page(`wall${wallName(body)}`, undefined, wallText(body));
    case 'wall_reply':
      return page(`wall${wallName(body)}`, undefined, text(body.text));
    case 'market':
      return product(body);
    case 'market_album':
      return placeholder('market-album', text(body.title));
    case 'poll':
      return poll(body);
    case 'call':
      return call(body);
    case 'story':
      return placeholder('story');
    case 'gift':
      return placeholder('gift');
    case 'article':
      return link({ url: body.url ?? body.view_url, title: body.title, description: body.subtitle });
    case 'podcast':
      return placeholder('podcast', text(body.title));
    case 'mini_app':
      return placeholder('mini-app', text(fields(body.app)?.title) ?? text(body.title));
    case 'video_message':
      return placeholder('video-note');
    default:
      return placeholder('unknown-content', type === '' ? undefined : type);
  }
}

function objectName(body: Fields): string {
  return `${wholeId(body.owner_id) ?? ''}_${wholeId(body.id) ?? ''}`;
}

/** Posts name their owner in three ways, by age of the API. */
function wallName(body: Fields): string {
  const owner = wholeId(body.owner_id) ?? wholeId(body.to_id) ?? wholeId(body.from_id) ?? '';
  const post = wholeId(body.post_id) ?? wholeId(body.id) ?? '';
  return `${owner}_${post}`;
}

function wallText(body: Fields): string | undefined {
  return text(body.text) ?? text(items(body.copy_history)[0]?.text);
}

function page(path: string, title?: string, description?: string): Card {
  return compact<Link>({ kind: 'link', url: `https://vk.com/${path}`, title, description });
}

function link(body: Fields): Card {
  const url = text(body.url);
  if (url === undefined) return placeholder('link', text(body.title));
  return compact<Link>({ kind: 'link', url, title: text(body.title), description: text(body.description) });
}

function product(body: Fields): Card {
  return compact<Extract<Card, { kind: 'product' }>>({
    kind: 'product',
    title: text(body.title) ?? '',
    price: text(fields(body.price)?.text),
    url: `https://vk.com/market${wholeId(body.owner_id) ?? ''}?w=product${objectName(body)}`,
  });
}

function poll(body: Fields): Card {
  return compact<Extract<Card, { kind: 'poll' }>>({
    kind: 'poll',
    question: text(body.question) ?? '',
    options: items(body.answers).map((answer) => text(answer.text) ?? ''),
    closed: body.closed === true || body.closed === 1 ? true : undefined,
  });
}

const callStates: Readonly<Record<string, CallState>> = {
  reached: 'answered',
  canceled_by_initiator: 'missed',
  canceled_by_receiver: 'declined',
};

function call(body: Fields): Card {
  return compact<Extract<Card, { kind: 'call' }>>({
    kind: 'call',
    state: callStates[text(body.state) ?? ''] ?? 'unknown',
    duration: milliseconds(body.duration),
  });
}

/** A place on the map. Old versions write the coordinates as one string. */
export function locationOf(geo: unknown): Card | undefined {
  const place = fields(geo);
  if (place === undefined) return undefined;
  const point = fields(place.coordinates);
  const [first, second] =
    typeof place.coordinates === 'string' ? place.coordinates.split(' ').map(Number) : [];
  const latitude = number(point?.latitude) ?? number(first);
  const longitude = number(point?.longitude) ?? number(second);
  const title = text(fields(place.place)?.title);
  if (latitude === undefined || longitude === undefined) return placeholder('location', title);
  return compact<Extract<Card, { kind: 'location' }>>({ kind: 'location', latitude, longitude, title });
}

/** What people did with a group chat; what comes later is a service message with the network's own name. */
const ACTIONS: Readonly<Record<string, PlaceholderCode>> = {
  chat_create: 'service',
  chat_title_update: 'renamed',
  chat_photo_update: 'service',
  chat_photo_remove: 'service',
  chat_invite_user: 'joined',
  chat_invite_user_by_link: 'joined',
  chat_invite_user_by_message_request: 'joined',
  chat_kick_user: 'left',
  chat_pin_message: 'pinned',
  chat_unpin_message: 'unpinned',
};

/** What happened in a group chat, in place of words. */
export function serviceCard(action: unknown): Card | undefined {
  const found = fields(action);
  const type = text(found?.type);
  if (type === undefined) return undefined;
  const detail = text(found?.text) ?? text(found?.message) ?? wholeId(found?.member_id);
  const known = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined;
  return placeholder(known ?? 'service', known === undefined ? (detail ?? type) : detail);
}
