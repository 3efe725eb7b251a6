import type { Capabilities, Degradation } from '../../../channels/capabilities.ts';
import type { ChannelCodec } from '../../../channels/contract.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { channelName, chatId, externalId, userId } from '../../../channels/ids.ts';
import type { Content, Person } from '../../../channels/message.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from '../../../channels/outbound.ts';
import { type RichText, splitText } from '../../../channels/richtext.ts';
import { type ToyUpdate, toyUpdate } from './payload.ts';

/** The toy network's translation; `name` lets several toy channels live in one house. */
export function toyCodec(name: string, capabilities: Capabilities): ChannelCodec {
  return {
    channel: channelName(name),
    capabilities,
    decode: (raw) => {
      const read = toyUpdate.safeParse(raw);
      return read.success
        ? [toEvent(read.data)]
        : [{ kind: 'unsupported', what: 'unreadable', expected: false }];
    },
    encode: (message) => encode(message, capabilities),
  };
}

function toEvent(update: ToyUpdate): InboundEvent {
  switch (update.type) {
    case 'message': {
      const { id, at, direction, automatic, source, group, echoOf } = update;
      const from = personOf(update.from);
      return {
        kind: 'message',
        id: externalId(id),
        chat: chatId(update.chat),
        at,
        direction,
        from,
        peer: update.peer ? personOf(update.peer) : from,
        content: contentOf(update),
        ...(automatic && { automatic }),
        ...(source && { source }),
        ...(group && { group }),
        ...(echoOf && { echoOf }),
        ...(update.references && { threading: { references: update.references.map(externalId) } }),
      };
    }
    case 'edited':
      return {
        kind: 'edited',
        id: externalId(update.id),
        chat: chatId(update.chat),
        at: update.at,
        content: contentOf(update),
      };
    case 'removed':
      return {
        kind: 'removed',
        chat: chatId(update.chat),
        at: update.at,
        ids: update.ids.map(externalId),
      };
    case 'receipt': {
      const { type: _, chat, id, ...rest } = definedOf(update);
      return {
        kind: 'receipt',
        ...rest,
        ...(chat && { chat: chatId(chat) }),
        ...(id && { id: externalId(id) }),
      };
    }
    case 'reachability':
      return {
        kind: 'reachability',
        chat: chatId(update.chat),
        at: update.at,
        peer: personOf(update.peer),
        reachable: update.reachable,
      };
    case 'typing':
      return { kind: 'typing', chat: chatId(update.chat), at: update.at, peer: personOf(update.peer) };
    case 'reaction':
      return {
        kind: 'reaction',
        chat: chatId(update.chat),
        at: update.at,
        id: externalId(update.id),
        by: userId(update.by),
        reactions: update.reactions,
      };
  }
}

type WithoutUndefined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The optional fields of a parsed payload are absent rather than undefined. */
function definedOf<T extends object>(value: T): WithoutUndefined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as WithoutUndefined<T>;
}

function personOf(person: Extract<ToyUpdate, { type: 'typing' }>['peer']): Person {
  return { ...definedOf(person), id: userId(person.id) };
}

function contentOf(update: Extract<ToyUpdate, { type: 'message' | 'edited' }>): Content {
  const isWithin = ({ offset, length }: { offset: number; length: number }) =>
    offset >= 0 && length > 0 && offset + length <= update.text.length;
  return {
    text: { text: update.text, spans: (update.spans ?? []).map(definedOf).filter(isWithin) },
    attachments: (update.files ?? []).map(({ blob, ...file }) => ({ ...definedOf(file), ref: { blob } })),
    cards: [],
    ...(update.subject !== undefined && { subject: update.subject }),
    ...(update.replyTo && { replyTo: { id: externalId(update.replyTo) } }),
  };
}

function encode(message: OutboundMessage, capabilities: Capabilities): Encoded {
  const losses = lossesOf(message, capabilities);
  const files = message.files.filter((file) => capabilities.media[file.kind].support !== 'dropped');
  const { caption } = capabilities;
  const captioned =
    files.length > 0 && caption.support === 'native' && message.text.text.length <= caption.maxLength;
  const bodies: { text: RichText; files: OutboundFile[] }[] = [];
  const { maxLength } = capabilities.text;
  const pieces = message.text.text === '' || captioned ? [] : splitText(message.text, maxLength);
  for (const text of pieces) bodies.push({ text, files: [] });
  for (let at = 0; at < files.length; at += capabilities.maxAttachments) {
    const text = captioned && at === 0 ? message.text : { text: '', spans: [] };
    bodies.push({ text, files: files.slice(at, at + capabilities.maxAttachments) });
  }
  if (pieces.length > 1) losses.push({ what: 'length', support: 'converted', detail: `${pieces.length}` });
  if (!captioned && files.length > 0 && pieces.length > 0) {
    losses.push({ what: 'caption', support: 'converted' });
  }
  const { replyTo, buttons } = message;
  const parts = bodies.map((body, index): OutboundPart => {
    const key = `${message.id}.${index}`;
    return {
      method: 'send',
      body: {
        chat: message.chat,
        key,
        text: body.text.text,
        spans: body.text.spans.filter((span) => capabilities.text.spans[span.kind] === 'native'),
        ...(replyTo && capabilities.replies === 'native' && index === 0 && { replyTo: replyTo.id }),
        ...(buttons &&
          capabilities.buttons.support === 'native' &&
          index === bodies.length - 1 && { buttons }),
        ...(message.subject && capabilities.subject === 'native' && { subject: message.subject }),
        ...(message.threading && { threading: message.threading }),
      },
      files: body.files,
      echoKey: key,
    };
  });
  return { parts, degradations: losses };
}

function lossesOf(message: OutboundMessage, capabilities: Capabilities): Degradation[] {
  const losses = new Map<string, Degradation>();
  const lose = (what: Degradation['what'], support: Degradation['support'] | 'native') => {
    if (support !== 'native') losses.set(what, { what, support });
  };
  for (const span of message.text.spans) lose(span.kind, capabilities.text.spans[span.kind]);
  for (const file of message.files) lose(file.kind, capabilities.media[file.kind].support);
  if (message.subject !== undefined) lose('subject', capabilities.subject);
  if (message.replyTo !== undefined) lose('reply', capabilities.replies);
  if (message.buttons !== undefined) lose('buttons', capabilities.buttons.support);
  return [...losses.values()];
}
