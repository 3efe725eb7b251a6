import { describe, expect, it } from 'vitest';
import { email } from '../../adapters/email/index.ts';
import { telegram } from '../../adapters/telegram/index.ts';
import { viber } from '../../adapters/viber/index.ts';
import { vk } from '../../adapters/vk/index.ts';
import { accountId, chatId, externalId } from '../../channels/ids.ts';
import { ATTACHMENT_KINDS, type AttachmentKind } from '../../channels/message.ts';
import type { OutboundFile, OutboundMessage } from '../../channels/outbound.ts';
import { type RichText, SPAN_KINDS } from '../../channels/richtext.ts';
import { forecast } from '../../web-inbox/features/composer/losses.ts';

/** What the composer says before sending is what the codec does afterwards, on every channel. */
const channels = { telegram, email, vk, viber };
const CHATS = {
  telegram: '5823014977',
  email: 'olga@client.example',
  vk: '712345678',
  viber: 'jc9HsWTZ2Y==',
};

const MIMES: Readonly<Record<AttachmentKind, readonly string[]>> = {
  image: ['image/jpeg', 'image/png', 'image/tiff'],
  video: ['video/mp4', 'video/quicktime'],
  audio: ['audio/mpeg', 'audio/flac'],
  voice: ['audio/ogg', 'audio/wav'],
  'video-note': ['video/mp4', 'video/webm'],
  animation: ['image/gif', 'video/mp4'],
  sticker: ['image/webp', 'image/png'],
  file: ['application/pdf'],
};

const words: RichText = { text: 'Добрый день', spans: [] };
const file = (kind: AttachmentKind, mime: string, size: number): OutboundFile => ({
  kind,
  mime,
  size,
  key: 'k',
  name: 'a.bin',
});

describe.each(Object.entries(channels))('on %s', (name, channel) => {
  const { codec } = channel;
  const { capabilities } = codec;
  const both = (what: Partial<OutboundMessage>) => {
    const message: OutboundMessage = {
      id: '0123456789abcdef01234567',
      chat: chatId(CHATS[name as keyof typeof CHATS]),
      text: words,
      files: [],
      createdAt: 1,
      ...what,
    };
    const foretold = forecast(
      {
        text: message.text,
        files: message.files,
        subject: message.subject ?? '',
        reply: message.replyTo !== undefined,
      },
      capabilities,
    );
    const { degradations } = codec.encode(message, { id: accountId('a'), self: 'us@havan.example' });
    const named = (all: typeof degradations) =>
      [
        ...new Set(all.filter(({ what }) => what !== 'length').map((one) => `${one.what} ${one.support}`)),
      ].sort();
    return { foretold: named(foretold.losses), done: named([...degradations]) };
  };

  it.each(SPAN_KINDS)('the fate of %s is foretold', (kind) => {
    const url = kind === 'link' ? { url: 'https://havan.example' } : {};
    const { foretold, done } = both({
      text: { text: 'Добрый день', spans: [{ kind, offset: 0, length: 6, ...url }] },
    });
    expect(done).toEqual(foretold);
  });

  const cases = ATTACHMENT_KINDS.flatMap((kind) =>
    MIMES[kind].flatMap((mime) => {
      const limits = [capabilities.media[kind].maxBytes, capabilities.media.file.maxBytes];
      const most = Math.max(...limits.map((limit = 0) => limit));
      const sizes = [...new Set([1000, ...limits.map((limit = 0) => limit), (limits[0] ?? 0) + 1])];
      return sizes.filter((size) => size > 1 && size <= most).map((size) => [kind, mime, size] as const);
    }),
  );
  it.each(cases)('what becomes of a %s of %s with %i bytes is foretold', (kind, mime, size) => {
    const { foretold, done } = both({ text: { text: '', spans: [] }, files: [file(kind, mime, size)] });
    expect(done).toEqual(foretold);
  });

  it('a subject and an answer are foretold', () => {
    expect(both({ subject: 'Счёт' }).done).toEqual(both({ subject: 'Счёт' }).foretold);
    const replyTo = { id: externalId('5'), text: 'когда?' };
    const { foretold, done } = both({ replyTo });
    expect(done).toEqual(foretold);
  });
});
