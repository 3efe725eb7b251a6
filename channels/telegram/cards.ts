import { amount, compact, type Fields, fields, items, number, text, wholeId } from '../json.ts';
import type { Card } from '../message.ts';
import type { PlaceholderCode } from '../placeholders.ts';
import { money } from './money.ts';
import { nameOf } from './people.ts';
import { readVcard } from './vcard.ts';

type Placeholder = Extract<Card, { kind: 'placeholder' }>;

/** A line for what the inbox cannot show. `what` is a code that the screen translates, `detail` the sender's words. */
export function placeholder(what: PlaceholderCode, detail?: string | undefined): Card {
  return compact<Placeholder>({ kind: 'placeholder', what, detail });
}

/** Cards of the main content. `sender` is the id of an incoming message's author; only their number is `own`. */
export function cardsOf(message: Fields, sender: string | undefined): Card[] {
  const cards: (Card | undefined)[] = [
    venueOrLocation(message),
    contact(fields(message.contact), sender),
    poll(fields(message.poll)),
    dice(fields(message.dice)),
    game(fields(message.game)),
    story(fields(message.story)),
    invoice(fields(message.invoice)),
    paidMedia(fields(message.paid_media)),
    webApp(fields(message.web_app_data)),
    checklist(fields(message.checklist)),
  ];
  return cards.filter((card) => card !== undefined);
}

/** A place on the map; a venue fills `location` as well, and says more. */
function venueOrLocation(message: Fields): Card | undefined {
  const venue = fields(message.venue);
  return location(fields(venue?.location) ?? fields(message.location), venue);
}

export function location(place: Fields | undefined, venue?: Fields): Card | undefined {
  const latitude = number(place?.latitude);
  const longitude = number(place?.longitude);
  if (latitude === undefined || longitude === undefined) {
    return place === undefined && venue === undefined
      ? undefined
      : placeholder('location', text(venue?.title));
  }
  return compact<Extract<Card, { kind: 'location' }>>({
    kind: 'location',
    latitude,
    longitude,
    title: text(venue?.title),
    address: text(venue?.address),
    live: amount(place?.live_period) === undefined ? undefined : true,
  });
}

function contact(card: Fields | undefined, sender: string | undefined): Card | undefined {
  if (card === undefined) return undefined;
  const written = readVcard(text(card.vcard) ?? '');
  const phones = distinct([text(card.phone_number), ...written.phones]);
  const id = wholeId(card.user_id);
  return compact<Extract<Card, { kind: 'contact' }>>({
    kind: 'contact',
    name: nameOf(card) ?? '',
    phones,
    emails: written.emails.length === 0 ? undefined : written.emails,
    own: id !== undefined && id === sender,
  });
}

/** The first spelling of each number: the card and its vCard often write the same one differently. */
function distinct(phones: (string | undefined)[]): string[] {
  const known = new Map<string, string>();
  for (const phone of phones) {
    if (phone === undefined) continue;
    const digits = phone.replace(/\D/g, '');
    if (!known.has(digits)) known.set(digits, phone);
  }
  return [...known.values()];
}

function poll(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return compact<Extract<Card, { kind: 'poll' }>>({
    kind: 'poll',
    question: text(found.question) ?? '',
    options: items(found.options).map((option) => text(option.text) ?? ''),
    closed: found.is_closed === true ? true : undefined,
  });
}

function dice(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return placeholder('dice', join([text(found.emoji), wholeId(found.value)]));
}

function game(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return placeholder('game', join([text(found.title), text(found.description)], ' – '));
}

function story(found: Fields | undefined): Card | undefined {
  return found === undefined ? undefined : placeholder('story', nameOf(found.chat));
}

function invoice(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return compact<Extract<Card, { kind: 'product' }>>({
    kind: 'product',
    title: join([text(found.title), text(found.description)], ' – ') ?? '',
    price: money(found.total_amount, found.currency),
  });
}

function paidMedia(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return placeholder('paid-media', money(found.star_count, 'XTR'));
}

/** Data that a mini app sent in the person's name; the person's own client can send anything. */
function webApp(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  return { kind: 'button', label: text(found.button_text) ?? '', payload: text(found.data) ?? '' };
}

function checklist(found: Fields | undefined): Card | undefined {
  if (found === undefined) return undefined;
  const tasks = items(found.tasks).map(taskLine);
  return placeholder('checklist', join([text(found.title), ...tasks], '\n'));
}

/** One task of a checklist with its state. */
export function taskLine(task: Fields): string {
  return `${amount(task.completion_date) ? '☑' : '☐'} ${text(task.text) ?? ''}`;
}

export function join(parts: (string | undefined)[], between = ' '): string | undefined {
  return text(parts.filter((part) => part !== undefined).join(between));
}
