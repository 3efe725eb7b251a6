import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailCodec } from '../../channels/email/index.ts';
import { telegramCodec } from '../../channels/telegram/index.ts';
import { viberCodec } from '../../channels/viber/index.ts';
import { vkCodec } from '../../channels/vk/index.ts';
import type { MessageView } from '../../src/api/protocol.ts';
import { emptyDraft } from '../../web-inbox/app/drafts.ts';
import { isComplete, kindsFor } from '../../web-inbox/features/composer/buttons-editor.tsx';
import { moved } from '../../web-inbox/features/composer/files.tsx';
import { forecast, isPaid, windowLeft } from '../../web-inbox/features/composer/losses.ts';
import { parseMarkup, toMarkup } from '../../web-inbox/features/composer/markup.ts';
import { requestOf } from '../../web-inbox/features/composer/send.ts';
import { toolsFor } from '../../web-inbox/features/thread/message-tools.tsx';

const [telegram, email, vk, viber] = [telegramCodec, emailCodec, vkCodec, viberCodec].map(
  (codec) => codec.capabilities,
);
const said = { text: { text: 'hello', spans: [] }, files: [], subject: '', reply: false };

describe('buttons', () => {
  it.each([
    ['telegram', telegram, ['reply', 'url', 'share-phone', 'share-location']],
    ['vk', vk, ['reply', 'url', 'share-location']],
    ['viber', viber, ['reply', 'url', 'share-phone', 'share-location']],
    ['email', email, ['reply', 'url']],
  ])('%s offers what it can carry', (_name, capabilities, kinds) => {
    expect(capabilities && kindsFor(capabilities)).toEqual(kinds);
  });

  it('are announced as lost or changed before sending', () => {
    const loss = (capabilities: typeof telegram) =>
      capabilities &&
      forecast({ ...said, buttons: 2 }, capabilities).losses.find(({ what }) => what === 'buttons');
    expect(loss(telegram)).toBeUndefined();
    expect(loss(email)).toMatchObject({ support: 'converted' });
  });

  it.each([
    [{ label: 'Yes', kind: 'reply' }, true],
    [{ label: ' ', kind: 'reply' }, false],
    [{ label: 'Prices', kind: 'url' }, false],
    [{ label: 'Prices', kind: 'url', value: 'javascript:alert(1)' }, false],
    [{ label: 'Prices', kind: 'url', value: 'https://okno.example/p' }, true],
    [{ label: 'My number', kind: 'share-phone' }, true],
  ] as const)('%j complete: %s', (button, complete) => {
    expect(isComplete(button)).toBe(complete);
  });

  it('go with the request, and so do sender and time', () => {
    const draft = {
      ...emptyDraft,
      text: 'hi',
      buttons: [[{ label: 'Yes', kind: 'reply' as const }]],
      from: 'sales@okno.example',
    };
    const sendAt = new Date('2030-01-02T03:04:05.000Z');
    expect(requestOf(draft, 'a1', { clientId: 'c', seen: 3, sendAt })).toMatchObject({
      buttons: [[{ label: 'Yes', kind: 'reply' }]],
      from: 'sales@okno.example',
      sendAt: '2030-01-02T03:04:05.000Z',
    });
    const note = requestOf({ ...draft, note: true }, 'a1', { clientId: 'c', seen: 3, sendAt });
    expect(note).not.toHaveProperty('buttons');
    expect(note).not.toHaveProperty('sendAt');
  });
});

describe('files', () => {
  it('that a kind does not take by their type are announced as changed', () => {
    const voice = { kind: 'voice' as const, size: 100, mime: 'audio/ogg; codecs=opus' };
    const what = (file: typeof voice, capabilities: typeof telegram) =>
      capabilities && forecast({ ...said, files: [file] }, capabilities).losses.map(({ support }) => support);
    expect(what(voice, telegram)).toEqual([]);
    expect(what({ ...voice, mime: 'audio/webm' }, telegram)).toEqual(['converted']);
    expect(what(voice, email)).toEqual(['converted']);
  });

  it('keep their number and their order when one moves', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 10 }),
        fc.nat(9),
        fc.nat(9),
        (ids, from, to) => {
          const files = ids.map((id) => ({ id }));
          const id = ids[from % ids.length] ?? '';
          const next = moved(files, id, to % ids.length).map((file) => file.id);
          expect(next[to % ids.length]).toBe(id);
          expect(next.filter((one) => one !== id)).toEqual(ids.filter((one) => one !== id));
        },
      ),
    );
  });
});

describe('the free time to answer', () => {
  const now = Date.parse('2030-01-02T00:00:00Z');
  it.each([
    ['an hour ago', '2030-01-01T23:00:00Z', false],
    ['two days ago', '2029-12-31T00:00:00Z', true],
    ['never', undefined, true],
  ])('after words %s costs: %s', (_when, lastInboundAt, paid) => {
    expect(isPaid(windowLeft(viber, lastInboundAt, now))).toBe(paid);
    expect(isPaid(windowLeft(telegram, lastInboundAt, now))).toBe(false);
  });
});

describe('a message that is changed', () => {
  it('is shown as its writer would type it: the same words and marks come back', () => {
    const source = fc
      .array(
        fc.constantFrom(
          'word',
          '**bold**',
          '_slanted_',
          '~~gone~~',
          '`code`',
          '[page](https://okno.example/p)',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('', '- ', '> '), source), { minLength: 1, maxLength: 4 }),
        (lines) => {
          const first = parseMarkup(lines.map(([prefix, words]) => prefix + words).join('\n'));
          expect(parseMarkup(toMarkup(first))).toEqual(first);
        },
      ),
    );
  });

  const sent = (change: Partial<MessageView>): MessageView =>
    ({
      kind: 'message',
      direction: 'out',
      text: 'hello',
      sentAt: '2030-01-01T00:00:00.000Z',
      delivery: { state: 'sent' },
      ...change,
    }) as MessageView;
  const soon = Date.parse('2030-01-01T01:00:00Z');

  it('can be changed and deleted only while its network allows it', () => {
    expect(toolsFor(sent({}), telegram, soon)).toMatchObject({ edit: true, remove: true, react: [] });
    expect(toolsFor(sent({}), telegram, soon + 49 * 3_600_000)).toMatchObject({ edit: false, remove: false });
    expect(toolsFor(sent({ delivery: { state: 'failed' } }), telegram, soon)).toMatchObject({
      edit: false,
      remove: false,
    });
    expect(toolsFor(sent({}), viber, soon)).toMatchObject({ edit: false, remove: false });
  });

  it('gets reactions of ours only where its network takes them, and only the ones it takes', () => {
    const theirs = sent({ direction: 'in', delivery: null });
    expect(toolsFor(theirs, telegram, soon).react).toContain('👍');
    expect(toolsFor(theirs, vk, soon).react.length).toBe(16);
    expect(toolsFor(theirs, viber, soon).react).toEqual([]);
    expect(toolsFor(sent({ direction: 'in', kind: 'note' }), telegram, soon).react).toEqual([]);
  });
});
