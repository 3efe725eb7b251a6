import { Fragment, type ReactNode, useState } from 'react';
import type { MessageView } from '../../../src/api/protocol.ts';
import css from './rich-text.module.css';

/** Formatting as the views carry it. */
export type Span = MessageView['spans'][number];

interface Piece {
  from: number;
  to: number;
  spans: Span[];
}

/** Cuts a text where formatting begins or ends. Spans may overlap and reach past the text. */
export function cutAtSpans(text: string, spans: readonly Span[]): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const span of spans) {
    for (const cut of [span.offset, span.offset + span.length]) {
      if (cut > 0 && cut < text.length) cuts.add(cut);
    }
  }
  const sorted = [...cuts].sort((one, other) => one - other);
  return sorted.slice(0, -1).map((from, index) => {
    const to = sorted[index + 1] ?? text.length;
    return {
      from,
      to,
      spans: spans.filter((span) => span.offset < to && span.offset + span.length > from),
    };
  });
}

const blocks: readonly string[] = ['quote', 'pre', 'list-item'];

/** Message text as spans say; never HTML, so there is nothing to sanitise. Bare links are links, too. */
export function RichTextView({
  text,
  spans,
  tail,
}: {
  text: string;
  spans: readonly Span[];
  /** Stands at the end of the last line where there is room, else below it. */
  tail?: ReactNode;
}) {
  const outer = spans
    .filter((span) => blocks.includes(span.kind))
    .sort((one, other) => one.offset - other.offset);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const block of outer) {
    if (block.offset < at) continue;
    const end = Math.min(text.length, block.offset + block.length);
    parts.push(inline(text, spans, at, block.offset));
    parts.push(blockOf(block, inline(text, spans, block.offset, end)));
    at = text.charAt(end) === '\n' ? end + 1 : end;
  }
  parts.push(inline(text, spans, at, text.length));
  return (
    <div className={css.text} dir="auto">
      {parts}
      {tail}
    </div>
  );
}

function blockOf(block: Span, content: ReactNode): ReactNode {
  const key = `${block.kind}${block.offset}`;
  if (block.kind === 'pre') {
    return (
      <pre key={key} className={css.pre}>
        {content}
      </pre>
    );
  }
  if (block.kind === 'quote') return <blockquote key={key}>{content}</blockquote>;
  return (
    <div key={key} className={css.item}>
      {content}
    </div>
  );
}

function inline(text: string, spans: readonly Span[], from: number, to: number): ReactNode {
  if (to <= from) return null;
  const marks = spans.filter((span) => !blocks.includes(span.kind));
  const moved = marks.map((span) => ({ ...span, offset: span.offset - from }));
  const part = text.slice(from, to);
  return (
    <Fragment key={from}>
      {cutAtSpans(part, moved).map((piece) => (
        <Fragment key={piece.from}>{dress(part.slice(piece.from, piece.to), piece.spans)}</Fragment>
      ))}
    </Fragment>
  );
}

function dress(text: string, spans: readonly Span[]): ReactNode {
  const linked = spans.some((span) => span.kind === 'link' || span.kind === 'code');
  return spans.reduce<ReactNode>(
    (content, span) => wrap(content, span, text),
    linked ? text : withLinks(text),
  );
}

function wrap(content: ReactNode, span: Span, text: string): ReactNode {
  if (span.kind === 'bold') return <strong>{content}</strong>;
  if (span.kind === 'italic') return <em>{content}</em>;
  if (span.kind === 'underline') return <u>{content}</u>;
  if (span.kind === 'strike') return <s>{content}</s>;
  if (span.kind === 'code') return <code>{content}</code>;
  if (span.kind === 'mention') return <span className={css.mention}>{content}</span>;
  if (span.kind === 'spoiler') return <Spoiler>{content}</Spoiler>;
  if (span.kind === 'link') return <Link href={span.url ?? text}>{content}</Link>;
  return content;
}

function Spoiler({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (open) return <span>{children}</span>;
  return (
    <button type="button" className={css.spoiler} onClick={() => setOpen(true)}>
      {children}
    </button>
  );
}

/** Only addresses that a browser opens without harm; anything else stays text. */
function Link({ href, children }: { href: string; children: ReactNode }) {
  const address = /^(https?:|mailto:|tel:)/i.test(href) ? href : `https://${href}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) && address !== href) return children;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

const bare = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'»”])/giu;

function withLinks(text: string): ReactNode {
  const parts = text.split(bare);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <Link key={index} href={part}>
        {part}
      </Link>
    ) : (
      part
    ),
  );
}
