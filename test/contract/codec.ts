import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountView, Channel, Envelope } from '../../channels/contract.ts';
import type { InboundEvent } from '../../channels/events.ts';
import type { ChatId } from '../../channels/ids.ts';
import { ATTACHMENT_KINDS } from '../../channels/message.ts';
import type { OutboundFile, OutboundMessage, OutboundPart } from '../../channels/outbound.ts';
import { PLACEHOLDERS } from '../../channels/placeholders.ts';
import { SPAN_KINDS, type Span } from '../../channels/richtext.ts';
import { mutatedBytes, mutatedJson } from './mutate.ts';
import { sized } from './size.ts';

/** What a channel tells about itself so that its codec can be held to the contract. */
export interface CodecDescriptor {
  name: string;
  channel: Channel;
  account: AccountView;
  /** Folder of raw payloads; `*.events.json` beside them are left out. */
  fixtures: string;
  /** Which files of the folder are payloads; all but `*.events.json` and `*.md` when absent. */
  isPayload?: (file: string) => boolean;
  /** What the adapter would put into the envelope beside the bytes. */
  meta?: Envelope['meta'];
  /** A chat to write to. */
  chat: ChatId;
  /** The words of a part as the reader sees them, in the form whose length the network limits. */
  textOf(part: OutboundPart): string;
  /** Mutated payloads per property. */
  runs?: number;
}

/** Every kind of event that a codec may make. */
export const KINDS: readonly InboundEvent['kind'][] = [
  'message',
  'edited',
  'removed',
  'receipt',
  'reachability',
  'typing',
  'reaction',
  'account',
  'unsupported',
];

/** Everything a codec owes, whatever its network. */
export function codecContract(descriptor: CodecDescriptor): void {
  const { name, channel, account, runs = sized(300, 100_000) } = descriptor;
  const { codec } = channel;
  const isPayload = descriptor.isPayload ?? ((file) => !/\.(events\.json|md)$/.test(file));
  const files = readdirSync(descriptor.fixtures).filter(isPayload).sort();
  const payloads = files.map((file) => readFileSync(join(descriptor.fixtures, file)));

  const decodeBytes = async (bytes: Uint8Array): Promise<InboundEvent[] | 'unreadable'> => {
    let raw: unknown;
    try {
      raw = await channel.readRaw(bytes, descriptor.meta);
    } catch {
      return 'unreadable';
    }
    return codec.decode(raw, account);
  };

  describe(`${name}: decode`, () => {
    it('has payloads to prove itself with', () => {
      expect(files.length).toBeGreaterThan(0);
    });

    it.each(files)('understands %s the same way each time, without touching it', async (file) => {
      const bytes = readFileSync(join(descriptor.fixtures, file));
      const raw = await channel.readRaw(bytes, descriptor.meta);
      const before = JSON.stringify(raw);
      const events = codec.decode(raw, account);
      expect(JSON.stringify(raw)).toBe(before);
      expect(codec.decode(raw, account)).toEqual(events);
      // The log, the queue and the browser get events as JSON.
      expect(JSON.parse(JSON.stringify(events))).toEqual(events);
      for (const event of events) checkEvent(event);
    });

    it('never throws on mutated bytes', async () => {
      await fc.assert(
        fc.asyncProperty(mutatedBytes(payloads), async (bytes) => {
          const events = await decodeBytes(bytes);
          if (events !== 'unreadable') for (const event of events) checkEvent(event);
        }),
        { numRuns: runs },
      );
    }, 120_000);

    it('never throws on payloads with surprising values', async () => {
      const raws: unknown[] = [];
      for (const bytes of payloads) raws.push(await channel.readRaw(bytes, descriptor.meta));
      fc.assert(
        fc.property(mutatedJson(raws), (raw) => {
          for (const event of codec.decode(raw, account)) checkEvent(event);
        }),
        { numRuns: runs },
      );
    }, 120_000);

    it('never throws on anything at all', () => {
      fc.assert(
        fc.property(fc.anything(), (raw) => {
          for (const event of codec.decode(raw, account)) checkEvent(event);
        }),
        { numRuns: runs },
      );
    });
  });

  describe(`${name}: the first word`, () => {
    it('can be said exactly where the capabilities let anybody be written to', () => {
      const address = { email: 'anna@client.example', phone: '+380671112233' } as const;
      const reached = (['email', 'phone'] as const).map((kind) =>
        codec.reach?.({ kind, value: address[kind] }),
      );
      expect(reached.some((one) => one !== undefined)).toBe(codec.capabilities.start === 'anyone');
    });
  });

  encodeContract(descriptor);
}

function checkEvent(event: InboundEvent): void {
  expect(KINDS).toContain(event.kind);
  if (event.kind === 'unsupported') {
    expect(typeof event.what).toBe('string');
    return;
  }
  expect(Number.isFinite(event.at)).toBe(true);
  if (event.kind === 'account') {
    expect(event.connection.id).toMatch(/./s);
    return;
  }
  if (event.kind !== 'receipt') expect(event.chat).toMatch(/./s);
  if (event.kind === 'message' || event.kind === 'edited') {
    expect(event.id).toMatch(/./s);
    const { text, attachments, cards } = event.content;
    for (const span of text.spans) {
      expect(span.offset).toBeGreaterThanOrEqual(0);
      expect(span.offset + span.length).toBeLessThanOrEqual(text.text.length);
    }
    for (const file of attachments) expect(ATTACHMENT_KINDS).toContain(file.kind);
    for (const card of cards) if (card.kind === 'placeholder') expect(PLACEHOLDERS).toContain(card.what);
  }
  if (event.kind === 'message') {
    expect(event.from.id).toMatch(/./s);
    expect(event.peer.id).toMatch(/./s);
  }
}

function encodeContract(descriptor: CodecDescriptor): void {
  const { name, account, chat, textOf, runs = 300 } = descriptor;
  const { codec } = descriptor.channel;
  const { capabilities } = codec;

  /** Words that can be found again in any form of the text. */
  const words = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 }))
    .map(([count, stretch]) => Array.from({ length: count * stretch }, (_, n) => `w${n}x`));
  const separators = fc.constantFrom(' ', '\n', '\n\n', ' 😀 ', ' – ');

  const messages = fc
    .record({
      words,
      separator: separators,
      spans: fc.array(
        fc.record({
          kind: fc.constantFrom(...SPAN_KINDS),
          from: fc.nat(100),
          length: fc.integer({ min: 1, max: 80 }),
        }),
        { maxLength: 5 },
      ),
      files: fc.array(fc.constantFrom(...ATTACHMENT_KINDS), { maxLength: 12 }),
      subject: fc.option(fc.constantFrom('Hello', 'Смета'), { nil: undefined }),
      automatic: fc.boolean(),
    })
    .filter((draft) => draft.words.length + draft.files.length > 0)
    .map((draft): { message: OutboundMessage; words: string[] } => {
      const text = draft.words.join(draft.separator);
      const spans = draft.spans.flatMap(({ kind, from, length }): Span[] => {
        const offset = Math.min(from, text.length);
        const reach = Math.min(length, text.length - offset);
        if (reach <= 0) return [];
        return [{ kind, offset, length: reach, ...(kind === 'link' && { url: 'https://example.org/' }) }];
      });
      const message: OutboundMessage = {
        id: '0123456789abcdef01234567',
        chat,
        text: { text, spans },
        files: draft.files.map(fileOf),
        createdAt: 1_700_000_000_000,
        ...(draft.subject !== undefined && { subject: draft.subject }),
        ...(draft.automatic && { automatic: true }),
      };
      return { message, words: draft.words };
    });

  const check = (property: (message: OutboundMessage, words: string[]) => void) =>
    fc.assert(
      fc.property(messages, (draft) => property(draft.message, draft.words)),
      { numRuns: runs },
    );

  describe(`${name}: encode`, () => {
    it('says the same thing each time and leaves the message alone', () => {
      check((message) => {
        const before = structuredClone(message);
        const encoded = codec.encode(message, account);
        expect(codec.encode(message, account)).toEqual(encoded);
        expect(message).toEqual(before);
      });
    });

    it('keeps every word once and in order, whatever the limits', () => {
      check((message, expected) => {
        const { parts } = codec.encode(message, account);
        const said = parts.flatMap((part) => textOf(part).match(/w\d+x/g) ?? []);
        expect(said).toEqual(expected);
      });
    });

    it('keeps each part within the limits', () => {
      check((message) => {
        const { parts } = codec.encode(message, account);
        for (const part of parts) {
          const limit =
            part.files.length > 0 && capabilities.caption.support === 'native'
              ? Math.max(capabilities.caption.maxLength, 0)
              : capabilities.text.maxLength;
          expect(lengthOf(textOf(part), capabilities.text.unit)).toBeLessThanOrEqual(limit);
          expect(part.files.length).toBeLessThanOrEqual(Math.max(1, capabilities.maxAttachments));
        }
      });
    });

    it('sends every file once, or names the kind that is lost', () => {
      check((message) => {
        const { parts, degradations } = codec.encode(message, account);
        const sent = parts.flatMap((part) => part.files.map((file) => file.key));
        expect(new Set(sent).size).toBe(sent.length);
        const named = new Set<string>(degradations.map((loss) => loss.what));
        for (const file of message.files) {
          expect(sent.includes(file.key) || named.has(file.kind)).toBe(true);
        }
      });
    });

    it('names every loss of formatting, once', () => {
      check((message) => {
        const { degradations } = codec.encode(message, account);
        const named = degradations.map((loss) => loss.what);
        expect(new Set(named).size).toBe(named.length);
        for (const span of message.text.spans) {
          if (capabilities.text.spans[span.kind] !== 'native') expect(named).toContain(span.kind);
        }
        if (message.subject !== undefined && capabilities.subject === 'dropped') {
          expect(named).toContain('subject');
        }
      });
    });

    it('gives each part an echo name of its own, if any', () => {
      check((message) => {
        const keys = codec.encode(message, account).parts.flatMap((part) => part.echoKey ?? []);
        expect(new Set(keys).size).toBe(keys.length);
      });
    });
  });
}

function fileOf(kind: OutboundFile['kind'], index: number): OutboundFile {
  const key = index.toString(16).padStart(64, '0');
  const mimes: Partial<Record<OutboundFile['kind'], string>> = {
    image: 'image/jpeg',
    video: 'video/mp4',
    audio: 'audio/mpeg',
    voice: 'audio/ogg',
    'video-note': 'video/mp4',
    animation: 'image/gif',
    sticker: 'image/webp',
  };
  return { kind, key, name: `file${index}`, mime: mimes[kind] ?? 'application/pdf', size: 1000 };
}

function lengthOf(text: string, unit: 'utf16' | 'bytes'): number {
  return unit === 'utf16' ? text.length : new TextEncoder().encode(text).length;
}
