import { type Fields, fields, items, text } from '../json.ts';
import type { Attachment, Card } from '../message.ts';
import type { RichText, Span } from '../richtext.ts';
import { location, placeholder } from './cards.ts';
import { attachmentsOf, type FetchRules } from './media.ts';
import { appendInline } from './rich-inline.ts';

/** Trees deeper than this are cut; the network itself nests far less. */
const DEEPEST = 40;

interface Flattened {
  text: RichText;
  attachments: Attachment[];
  cards: Card[];
}

interface Page {
  text: string;
  spans: Span[];
  attachments: Attachment[];
  cards: Card[];
  rules: FetchRules;
}

/** A message made of blocks as plain lines with formatting; files and places are lifted out of the text. */
export function flattenRich(message: unknown, rules: FetchRules): Flattened | undefined {
  const rich = fields(message);
  if (rich === undefined) return undefined;
  const page: Page = { text: '', spans: [], attachments: [], cards: [], rules };
  appendBlocks(page, rich.blocks, 0);
  const body = page.text.trimEnd();
  const spans = page.spans
    .map((span) => ({ ...span, length: Math.min(span.length, body.length - span.offset) }))
    .filter((span) => span.length > 0);
  return { text: { text: body, spans }, attachments: page.attachments, cards: page.cards };
}

function appendBlocks(page: Page, blocks: unknown, depth: number): void {
  if (depth > DEEPEST) {
    page.cards.push(placeholder('unknown-content'));
    return;
  }
  for (const block of items(blocks)) appendBlock(page, block, depth + 1);
}

function appendBlock(page: Page, block: Fields, depth: number): void {
  const kind = text(block.type) ?? '';
  const write = Object.hasOwn(WRITERS, kind) ? WRITERS[kind] : undefined;
  (write ?? appendUnknown)(page, block, depth);
}

type Writer = (page: Page, block: Fields, depth: number) => void;

const line: Writer = (page, block) => {
  appendInline(page, block.text);
  endLine(page);
};

const styled =
  (kind: Span['kind']): Writer =>
  (page, block, depth) => {
    const start = page.text.length;
    if (block.blocks !== undefined) appendBlocks(page, block.blocks, depth);
    if (block.text !== undefined) line(page, block, depth);
    if (block.credit !== undefined) line(page, { text: block.credit }, depth);
    mark(page, kind, start, text(block.language));
  };

const media: Writer = (page, block, depth) => {
  const voice = fields(block.voice_note);
  const found = attachmentsOf(voice === undefined ? block : { voice }, page.rules);
  if (found.length === 0) page.cards.push(placeholder('file', text(block.type)));
  page.attachments.push(...found);
  caption(page, block, depth);
};

const gallery: Writer = (page, block, depth) => {
  appendBlocks(page, block.blocks, depth);
  caption(page, block, depth);
};

const WRITERS: Readonly<Record<string, Writer>> = {
  paragraph: line,
  footer: line,
  thinking: line,
  heading: styled('bold'),
  pre: styled('pre'),
  blockquote: styled('quote'),
  expandable_blockquote: styled('quote'),
  pullquote: styled('quote'),
  divider: (page) => {
    page.text += '———';
    endLine(page);
  },
  anchor: () => undefined,
  mathematical_expression: (page, block) => {
    page.text += text(block.expression) ?? '';
    endLine(page);
  },
  list: (page, block, depth) => {
    for (const item of items(block.items)) appendItem(page, item, depth);
  },
  table: (page, block, depth) => {
    for (const row of Array.isArray(block.cells) ? block.cells : []) appendRow(page, row);
    if (block.caption !== undefined) line(page, { text: block.caption }, depth);
  },
  details: (page, block, depth) => {
    styled('bold')(page, { text: block.summary }, depth);
    appendBlocks(page, block.blocks, depth);
  },
  map: (page, block, depth) => {
    const card = location(fields(block.location) ?? {});
    if (card !== undefined) page.cards.push(card);
    caption(page, block, depth);
  },
  buttons: (page, block) => {
    items(block.buttons).forEach((button, index) => {
      appendInline(page, [index === 0 ? '[' : ' [', button.text, ']']);
    });
    endLine(page);
  },
  collage: gallery,
  slideshow: gallery,
  animation: media,
  audio: media,
  document: media,
  photo: media,
  video: media,
  voice_note: media,
};

function appendItem(page: Page, item: Fields, depth: number): void {
  const label =
    item.has_checkbox === true ? (item.is_checked === true ? '☑' : '☐') : (text(item.label) ?? '•');
  page.text += `${label} `;
  const before = page.text.length;
  appendBlocks(page, item.blocks, depth);
  if (page.text.length === before) endLine(page);
}

function appendRow(page: Page, row: unknown): void {
  items(row).forEach((cell, index) => {
    appendInline(page, index === 0 ? cell.text : [' | ', cell.text]);
  });
  endLine(page);
}

function caption(page: Page, block: Fields, depth: number): void {
  const found = fields(block.caption);
  if (found?.text !== undefined) line(page, found, depth);
  if (found?.credit !== undefined) line(page, { text: found.credit }, depth);
}

/** A block of a kind that came later: its words are kept, and named as not understood where it has none. */
function appendUnknown(page: Page, block: Fields, depth: number): void {
  const before = page.text.length;
  if (block.text !== undefined) line(page, block, depth);
  if (block.blocks !== undefined) appendBlocks(page, block.blocks, depth);
  if (page.text.length === before) page.cards.push(placeholder('unknown-content', text(block.type)));
}

function mark(page: Page, kind: Span['kind'], start: number, language: string | undefined): void {
  const length = page.text.trimEnd().length - start;
  if (length <= 0) return;
  page.spans.push(
    language === undefined ? { kind, offset: start, length } : { kind, offset: start, length, language },
  );
}

function endLine(page: Page): void {
  if (page.text !== '' && !page.text.endsWith('\n')) page.text += '\n';
}
