import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttachmentView, ContactView } from '../../src/api/protocol.ts';
import { addressWords } from '../../web-inbox/features/thread/address-words.ts';
import { ALBUM_COLUMNS, albumRows, albumSpans } from '../../web-inbox/features/thread/album.ts';
import { type Faced, messageFace } from '../../web-inbox/features/thread/message-face.ts';

const file = (kind: AttachmentView['kind'], mime: string, more: Partial<AttachmentView> = {}) =>
  ({ id: kind, kind, mime, name: 'f', state: 'stored', url: '/f', ...more }) as AttachmentView;
const photo = file('image', 'image/jpeg');
const bare: Faced = { text: '', attachments: [] };

describe('an album', () => {
  it('has no hole, no lonely picture at its end, and no row of more than three', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), (count) => {
        const rows = albumRows(count);
        expect(rows.reduce((sum, row) => sum + row, 0)).toBe(count);
        expect(Math.max(...rows)).toBeLessThanOrEqual(3);
        expect(rows.at(-1)).toBeGreaterThan(1);
        const columns = albumSpans(count).reduce((sum, span) => sum + span, 0);
        expect(columns).toBe(rows.length * ALBUM_COLUMNS);
      }),
    );
  });
});

describe('how a message is drawn', () => {
  it.each<[string, Partial<Faced>, string]>([
    ['words alone', { text: 'Hello' }, 'words'],
    ['a picture alone', { attachments: [photo] }, 'pictures'],
    ['pictures with words', { text: 'Look', attachments: [photo, photo] }, 'captioned'],
    ['a sticker', { attachments: [file('sticker', 'image/webp')] }, 'bare'],
    ['a moving sticker', { attachments: [file('sticker', 'video/webm')] }, 'bare'],
    ['a round video', { attachments: [file('video-note', 'video/mp4')] }, 'bare'],
    ['a sticker that no browser shows', { attachments: [file('sticker', 'application/gzip')] }, 'plain'],
    [
      'a picture still on its way',
      { attachments: [file('image', 'image/jpeg', { state: 'pending' })] },
      'plain',
    ],
    ['a picture of a letter', { subject: 'Plan', text: 'Here', attachments: [photo] }, 'plain'],
    [
      'a letter with a picture in its words',
      { text: 'Hi', attachments: [{ ...photo, inlineId: '1' }] },
      'words',
    ],
    [
      'an answer with a sticker',
      { attachments: [file('sticker', 'image/webp')], quotes: { text: 'x' } },
      'plain',
    ],
    ['a card after words', { text: 'Here', cards: [{ kind: 'location' }] }, 'plain'],
    ['a folded quotation after words', { text: 'Yes', folded: '> no' }, 'plain'],
    ['a file with words', { text: 'Here', attachments: [file('file', 'application/pdf')] }, 'words'],
    ['what was removed', { text: '', removedAt: '2026-03-01T12:00:00.000Z' }, 'plain'],
  ])('%s', (_what, message, face) => {
    expect(messageFace({ ...bare, ...message })).toBe(face);
  });
});

describe('where somebody is reached', () => {
  const contact = {
    identities: [
      { id: 'i', kind: 'channel', channel: 'paper', value: '582301', label: '@igor', confirmed: true },
      { id: 'j', kind: 'channel', channel: 'other', value: 'jc9HsW==', confirmed: true },
    ],
  } as unknown as ContactView;

  it.each([
    ['paper', '582301', '@igor'],
    ['other', 'jc9HsW==', ''],
    ['paper', 'nobody', ''],
    ['post', 'olga@client.example', 'olga@client.example'],
    ['phone', '+79123456789', '+79123456789'],
  ])('%s %s is named "%s"', (channel, address, words) => {
    expect(addressWords({ channel, address }, contact)).toBe(words);
  });

  it('says nothing that only a network can read while the person is not loaded', () => {
    expect(addressWords({ channel: 'paper', address: '582301' }, undefined)).toBe('');
  });
});
