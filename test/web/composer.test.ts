import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities, Support } from '../../channels/capabilities.ts';
import { ATTACHMENT_KINDS } from '../../channels/message.ts';
import { SPAN_KINDS } from '../../channels/richtext.ts';
import { emptyDraft } from '../../web-inbox/app/drafts.ts';
import { fileProblem, forecast, windowLeft } from '../../web-inbox/features/composer/losses.ts';
import { parseMarkup, toggleMark, togglePrefix } from '../../web-inbox/features/composer/markup.ts';
import { requestOf } from '../../web-inbox/features/composer/send.ts';
import { fillReply, triggerAt } from '../../web-inbox/features/composer/suggest.ts';
import { cutAtSpans } from '../../web-inbox/features/thread/rich-text.tsx';

const all = <K extends string, V>(keys: readonly K[], value: V) =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>;

const carrier = (change: Partial<Capabilities> = {}): Capabilities => ({
  version: 1,
  text: { maxLength: 100, unit: 'utf16', spans: all(SPAN_KINDS, 'native' as Support) },
  media: all(ATTACHMENT_KINDS, { support: 'native' as Support, maxBytes: 1000 }),
  maxAttachments: 10,
  caption: { support: 'native', maxLength: 50 },
  subject: 'dropped',
  replies: 'native',
  buttons: { support: 'native', max: 8, sharePhone: 'native' },
  receipts: { delivered: false, read: false, failedLater: false },
  typing: { send: false, receive: false },
  reactions: { send: false, receive: false },
  markRead: false,
  history: false,
  profile: false,
  start: 'after-contact',
  idempotentSend: 'none',
  usersPerAccount: false,
  rate: { perSecond: 1, perChatPerSecond: 1, burst: 1 },
  ...change,
});

describe('what is written', () => {
  it.each([
    ['plain words', 'plain words', []],
    ['**bold** and _slanted_', 'bold and slanted', ['bold 0+4', 'italic 9+7']],
    ['**bold _both_**', 'bold both', ['bold 0+9', 'italic 5+4']],
    ['`a_b_c` and snake_case_name', 'a_b_c and snake_case_name', ['code 0+5']],
    ['2 * 3 ** 4 and _ alone', '2 * 3 ** 4 and _ alone', []],
    ['see [our page](https://okno.example/x)', 'see our page', ['link 4+8']],
    ['[bad](javascript:alert(1))', '[bad](javascript:alert(1))', []],
    ['> one\n> two\nmine', 'one\ntwo\nmine', ['quote 0+7']],
    ['- a\n- b', 'a\nb', ['list-item 0+1', 'list-item 2+1']],
    ['```sql\nselect *\n```', 'select *', ['pre 0+8']],
  ])('%j becomes text with spans', (source, text, spans) => {
    const rich = parseMarkup(source);
    expect(rich.text).toBe(text);
    expect(rich.spans.map((span) => `${span.kind} ${span.offset}+${span.length}`)).toEqual(spans);
  });

  it('never throws, keeps spans inside the text, and leaves text without marks alone', () => {
    const words = fc.string({
      unit: fc.constantFrom('*', '_', '`', '~', '[', ']', '(', ')', '>', '-', ' ', '\n', 'я', '😀', 'a'),
    });
    fc.assert(
      fc.property(words, (source) => {
        const rich = parseMarkup(source);
        for (const span of rich.spans) {
          expect(span.length).toBeGreaterThan(0);
          expect(span.offset).toBeGreaterThanOrEqual(0);
          expect(span.offset + span.length).toBeLessThanOrEqual(rich.text.length);
        }
        const pieces = cutAtSpans(rich.text, rich.spans).map((piece) =>
          rich.text.slice(piece.from, piece.to),
        );
        expect(pieces.join('')).toBe(rich.text);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('ж', ' ', '\n', '!', '7', '😀') }), (source) => {
        expect(parseMarkup(source)).toEqual({ text: source, spans: [] });
      }),
    );
  });

  it('toggles marks and prefixes back to what was there', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z \n]{0,30}$/), fc.nat(30), fc.nat(30), (value, one, other) => {
        const from = Math.min(one, other, value.length);
        const to = Math.min(Math.max(one, other), value.length);
        const marked = toggleMark(value, from, to, '**');
        expect(toggleMark(marked.value, marked.from, marked.to, '**')).toEqual({ value, from, to });
        const listed = togglePrefix(value, from, to, '- ');
        expect(togglePrefix(listed.value, listed.from, listed.to, '- ').value).toBe(value);
      }),
      { examples: [['\n', 0, 0]] },
    );
  });

  it('becomes a note without a word about channels, or an answer with what the writer had seen', () => {
    const draft = { ...emptyDraft, text: ' **да** ', account: 'a1', quotes: 'm1', subject: 'Тема' };
    expect(requestOf(draft, 'a1', { clientId: 'c', seen: 7 })).toEqual({
      clientId: 'c',
      text: 'да',
      spans: [{ kind: 'bold', offset: 0, length: 2 }],
      account: 'a1',
      quotes: 'm1',
      subject: 'Тема',
      seen: 7,
    });
    expect(requestOf({ ...draft, note: true, mentions: ['u1'] }, 'a1', { clientId: 'c', seen: 7 })).toEqual({
      clientId: 'c',
      text: 'да',
      spans: [{ kind: 'bold', offset: 0, length: 2 }],
      note: true,
      mentions: ['u1'],
    });
  });
});

describe('what the composer says before sending', () => {
  const outgoing = { text: parseMarkup('**hello**'), files: [], subject: '', reply: false };

  it('names each loss once', () => {
    const spans = { ...all(SPAN_KINDS, 'native' as Support), bold: 'dropped' as Support };
    const capabilities = carrier({ text: { maxLength: 100, unit: 'utf16', spans }, replies: 'converted' });
    const twice = parseMarkup('**one** **two**');
    const coming = forecast({ ...outgoing, text: twice, subject: 'x', reply: true }, capabilities);
    expect(coming.losses).toEqual([
      { what: 'bold', support: 'dropped' },
      { what: 'subject', support: 'dropped' },
      { what: 'reply', support: 'converted' },
    ]);
  });

  it('counts the messages it becomes', () => {
    const file = { kind: 'image' as const, mime: 'image/png', size: 10 };
    expect(forecast(outgoing, carrier()).parts).toBe(1);
    expect(
      forecast({ ...outgoing, text: parseMarkup('слово '.repeat(40)) }, carrier()).parts,
    ).toBeGreaterThan(1);
    expect(forecast({ ...outgoing, files: [file] }, carrier()).parts).toBe(1);
    expect(forecast({ ...outgoing, files: [file, file] }, carrier({ maxAttachments: 1 })).parts).toBe(2);
    const noCaption = carrier({ caption: { support: 'dropped', maxLength: 0 } });
    expect(forecast({ ...outgoing, files: [file] }, noCaption).parts).toBe(2);
  });

  it('refuses a file by the larger of its two ways', () => {
    const media = { ...carrier().media, file: { support: 'native' as Support, maxBytes: 5000 } };
    const capabilities = carrier({ media });
    expect(fileProblem({ kind: 'image', size: 4000 }, capabilities)).toBeNull();
    expect(fileProblem({ kind: 'image', size: 6000 }, capabilities)).toEqual({
      kind: 'too-large',
      limit: 5000,
    });
    const none = carrier({ media: all(ATTACHMENT_KINDS, { support: 'rejected' as Support }) });
    expect(fileProblem({ kind: 'image', size: 1 }, none)).toEqual({ kind: 'refused' });
    expect(fileProblem({ kind: 'image', size: 1e12 }, undefined)).toBeNull();
  });

  it('counts the window down from the last message of the client', () => {
    const capabilities = carrier({ replyWindow: { ms: 1000, after: 'closed' } });
    const at = '2026-01-01T00:00:00.000Z';
    expect(windowLeft(capabilities, at, Date.parse(at) + 400)).toEqual({ ms: 600, after: 'closed' });
    expect(windowLeft(carrier(), at, 0)).toBeNull();
  });
});

describe('suggestions', () => {
  it('come after a slash at the beginning of a line, and after an at sign in notes', () => {
    expect(triggerAt('/при', 4, false)).toEqual({ kind: 'canned', query: 'при', from: 0 });
    expect(triggerAt('и/или', 5, false)).toBeNull();
    expect(triggerAt('да\n/ад', 6, false)).toEqual({ kind: 'canned', query: 'ад', from: 3 });
    expect(triggerAt('спроси @оль', 11, true)).toEqual({ kind: 'mention', query: 'оль', from: 7 });
    expect(triggerAt('спроси @оль', 11, false)).toBeNull();
    expect(triggerAt('a@b', 3, true)).toBeNull();
  });

  it('fill in the names and leave unknown variables to be seen', () => {
    const facts = { name: 'Ольга Мельник', me: 'Иван' };
    expect(fillReply('{name}, это {me}. {price}', facts)).toBe('Ольга, это Иван. {price}');
  });
});
