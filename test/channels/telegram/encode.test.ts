import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../../channels/contract.ts';
import { accountId, chatId, externalId } from '../../../channels/ids.ts';
import type { OutboundFile, OutboundMessage } from '../../../channels/outbound.ts';
import { plain, SPAN_KINDS } from '../../../channels/richtext.ts';
import { telegramCodec } from '../../../channels/telegram/index.ts';

const account: AccountView = { id: accountId('a1'), settings: {} };

function message(change: Partial<OutboundMessage>): OutboundMessage {
  return { id: 'm1', chat: chatId('5823014977'), text: plain(''), files: [], createdAt: 1, ...change };
}

function file(kind: OutboundFile['kind'], mime: string, change: Partial<OutboundFile> = {}): OutboundFile {
  return { kind, mime, key: `k-${kind}`, name: `${kind}.bin`, size: 1000, ...change };
}

const photo = file('image', 'image/jpeg');
const clip = file('video', 'video/mp4');
const paper = file('file', 'application/pdf');
const encode = (change: Partial<OutboundMessage>) => telegramCodec.encode(message(change), account);

interface PieceBody {
  text: string;
  entities?: { type: string; offset: number; length: number }[];
}

describe('text', () => {
  it('becomes entities with the same offsets', () => {
    const text = {
      text: '👨‍👩‍👧 жирный и ссылка',
      spans: [
        { kind: 'bold' as const, offset: 9, length: 6 },
        { kind: 'link' as const, offset: 18, length: 6, url: 'example.com' },
      ],
    };
    expect(encode({ text }).parts).toEqual([
      {
        method: 'sendMessage',
        files: [],
        body: {
          chat_id: 5823014977,
          text: text.text,
          entities: [
            { type: 'bold', offset: 9, length: 6 },
            { type: 'text_link', offset: 18, length: 6, url: 'https://example.com' },
          ],
        },
      },
    ]);
  });

  it('gets bullets for list items, and spans move along', () => {
    const { parts, degradations } = encode({
      text: {
        text: 'Берём:\nпаспорт\n2. куртка',
        spans: [
          { kind: 'list-item', offset: 7, length: 7 },
          { kind: 'bold', offset: 7, length: 7 },
          { kind: 'list-item', offset: 15, length: 9 },
        ],
      },
    });
    expect(parts[0]?.body).toMatchObject({
      text: 'Берём:\n• паспорт\n2. куртка',
      entities: [{ type: 'bold', offset: 9, length: 7 }],
    });
    expect(degradations).toEqual([{ what: 'list-item', support: 'converted' }]);
  });

  it('is cut at the limit without losing a word or a piece of formatting', () => {
    const word = fc.stringMatching(/^[а-яa-z😀]{1,12}$/u);
    const span = fc.record({
      kind: fc.constantFrom(...SPAN_KINDS.slice(0, 5)),
      from: fc.nat(9000),
      size: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 400, maxLength: 1800 }),
        fc.array(span, { maxLength: 4 }),
        (words, marks) => {
          const body = words.join(' ');
          const spans = marks
            .filter((mark) => mark.from < body.length)
            .map((mark) => ({
              kind: mark.kind,
              offset: mark.from,
              length: Math.min(mark.size, body.length - mark.from),
            }));
          const parts = encode({ text: { text: body, spans } }).parts.map(
            (part) => part.body as unknown as PieceBody,
          );
          expect(
            parts
              .map((part) => part.text)
              .join(' ')
              .split(/\s+/),
          ).toEqual(words);
          for (const part of parts) {
            expect(part.text.length).toBeLessThanOrEqual(4096);
            for (const entity of part.entities ?? []) {
              expect(entity.offset + entity.length).toBeLessThanOrEqual(part.text.length);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never carries half a surrogate pair', () => {
    expect(encode({ text: plain('a\ud800b') }).parts[0]?.body.text).toBe('a\uFFFDb');
  });
});

describe('files', () => {
  it.each([
    ['image', 'image/jpeg', {}, 'sendPhoto', []],
    ['image', 'image/jpeg', { size: 11 * 2 ** 20 }, 'sendDocument', ['converted']],
    ['image', 'image/jpeg', { width: 9000, height: 2000 }, 'sendDocument', ['converted']],
    ['image', 'image/gif', {}, 'sendAnimation', ['converted']],
    ['video', 'video/mp4', {}, 'sendVideo', []],
    ['video', 'video/quicktime', {}, 'sendDocument', ['converted']],
    ['video-note', 'video/mp4', { duration: 59_000 }, 'sendVideoNote', []],
    ['video-note', 'video/mp4', { duration: 61_000 }, 'sendVideo', ['converted']],
    ['voice', 'audio/ogg; codecs=opus', {}, 'sendVoice', []],
    ['voice', 'audio/webm', {}, 'sendDocument', ['converted']],
    ['audio', 'audio/mpeg', {}, 'sendAudio', []],
    ['sticker', 'image/webp', {}, 'sendSticker', []],
    ['file', 'application/zip', { size: 51 * 2 ** 20 }, 'sendDocument', ['rejected']],
  ] as const)('%s %s %o goes by %s', (kind, mime, change, method, losses) => {
    const { parts, degradations } = encode({ files: [file(kind, mime, change)] });
    expect(parts.map((part) => part.method)).toEqual([method]);
    expect(degradations.map((loss) => loss.support)).toEqual(losses);
  });

  it('share albums by family, the text captions the first', () => {
    const { parts } = encode({ text: plain('Три файла'), files: [photo, clip, paper, paper, photo] });
    expect(parts.map((part) => [part.method, part.files.length])).toEqual([
      ['sendMediaGroup', 2],
      ['sendMediaGroup', 2],
      ['sendPhoto', 1],
    ]);
    expect(parts[0]?.body.media).toMatchObject([
      { type: 'photo', media: 'okno-file:0', caption: 'Три файла' },
      { type: 'video', media: 'okno-file:1' },
    ]);
  });

  it('never exceed ten in an album', () => {
    const sizes = encode({ files: Array.from({ length: 21 }, () => photo) }).parts.map(
      (part) => part.files.length,
    );
    expect(sizes).toEqual([10, 10, 1]);
  });

  it('leave a long text or one that cannot be a caption to messages before them', () => {
    const long = encode({ text: plain('а'.repeat(1025)), files: [photo] });
    expect(long.parts.map((part) => part.method)).toEqual(['sendMessage', 'sendPhoto']);
    expect(long.degradations).toEqual([{ what: 'caption', support: 'converted' }]);
    const sticker = encode({ text: plain('ага'), files: [file('sticker', 'image/webp')] });
    expect(sticker.parts.map((part) => part.method)).toEqual(['sendMessage', 'sendSticker']);
  });
});

describe('addressing', () => {
  it('answers on the first part only and survives a deleted original', () => {
    const { parts } = encode({ text: plain('б '.repeat(4000)), replyTo: { id: externalId('77') } });
    expect(parts.map((part) => part.body.reply_parameters)).toEqual([
      { message_id: 77, allow_sending_without_reply: true },
      undefined,
    ]);
  });

  it('goes through the owner connection when the chat does', () => {
    const { parts } = encode({ chat: chatId('5823014977/bConn_1'), text: plain('да') });
    expect(parts[0]?.body).toMatchObject({ chat_id: 5823014977, business_connection_id: 'Conn_1' });
  });
});

describe('buttons', () => {
  it('hang on the last part, never on an album', () => {
    const buttons = [[{ label: 'Да', kind: 'reply' as const, value: 'yes' }]];
    const { parts } = encode({ text: plain('Берём?'), files: [photo, photo], buttons });
    expect(parts.map((part) => [part.method, 'reply_markup' in part.body])).toEqual([
      ['sendMediaGroup', false],
      ['sendMessage', true],
    ]);
    expect(parts[1]?.body.reply_markup).toEqual({
      inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]],
    });
  });

  it('ask for the phone with the other kind of keyboard; links become lines', () => {
    const { parts, degradations } = encode({
      text: plain('Оставьте номер'),
      buttons: [
        [{ label: 'Поделиться', kind: 'share-phone' }],
        [{ label: 'Сайт', kind: 'url', value: 'https://example.com' }],
      ],
    });
    expect(parts[0]?.body).toMatchObject({
      text: 'Оставьте номер\nСайт: https://example.com',
      reply_markup: { keyboard: [[{ text: 'Поделиться', request_contact: true }]] },
    });
    expect(degradations).toEqual([{ what: 'buttons', support: 'converted', detail: 'Сайт' }]);
  });

  it('keep their data within 64 bytes and whole letters', () => {
    const { parts } = encode({
      text: plain('?'),
      buttons: [[{ label: 'Ж', kind: 'reply', value: 'ж'.repeat(40) }]],
    });
    expect(parts[0]?.body.reply_markup).toEqual({
      inline_keyboard: [[{ text: 'Ж', callback_data: 'ж'.repeat(32) }]],
    });
  });
});
