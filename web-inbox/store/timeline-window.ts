import type { MessageView } from '../../src/api/protocol.ts';

/** Messages whose `seq` run from `from` to `to` without a gap, oldest first. */
export interface Block {
  from: number;
  to: number;
  messages: readonly MessageView[];
}

/** What is loaded of one conversation: blocks in order, with explicit gaps between them. */
export interface TimelineWindow {
  blocks: readonly Block[];
}

export const emptyWindow: TimelineWindow = { blocks: [] };

/** Adds a contiguous page; blocks that touch or overlap become one, and of each message the higher `rev` stays. */
export function insertPage(window: TimelineWindow, page: readonly MessageView[]): TimelineWindow {
  const first = page[0];
  const last = page[page.length - 1];
  if (first === undefined || last === undefined) return window;
  let added: Block = { from: first.seq, to: last.seq, messages: page };
  const before: Block[] = [];
  const after: Block[] = [];
  for (const block of window.blocks) {
    if (block.to + 1 < added.from) before.push(block);
    else if (added.to + 1 < block.from) after.push(block);
    else added = join(block, added);
  }
  return { blocks: [...before, added, ...after] };
}

/** Replaces a loaded message when this one is newer; a message outside the loaded blocks changes nothing. */
export function replaceMessage(window: TimelineWindow, message: MessageView): TimelineWindow {
  const index = window.blocks.findIndex((block) => message.seq >= block.from && message.seq <= block.to);
  const block = window.blocks[index];
  if (block === undefined) return window;
  const known = block.messages.find((candidate) => candidate.id === message.id);
  if (known !== undefined && known.rev >= message.rev) return window;
  const joined = join(block, { from: message.seq, to: message.seq, messages: [message] });
  return { blocks: window.blocks.map((candidate, at) => (at === index ? joined : candidate)) };
}

/** The block that holds a `seq`; the newest one without it. */
export function blockAt(window: TimelineWindow | undefined, seq: number | null): Block | undefined {
  if (window === undefined) return undefined;
  if (seq === null) return window.blocks[window.blocks.length - 1];
  return window.blocks.find((block) => seq >= block.from && seq <= block.to);
}

/** The first missing stretch after a block, as the `seq` to ask after; null when the block touches what follows. */
export function gapAfter(window: TimelineWindow, block: Block, lastSeq: number): number | null {
  const index = window.blocks.indexOf(block);
  const next = window.blocks[index + 1];
  if (next !== undefined) return block.to;
  return block.to < lastSeq ? block.to : null;
}

function join(left: Block, right: Block): Block {
  const bySeq = new Map<number, MessageView>();
  for (const message of [...left.messages, ...right.messages]) {
    const known = bySeq.get(message.seq);
    if (known === undefined || message.rev > known.rev) bySeq.set(message.seq, message);
  }
  const messages = [...bySeq.values()].sort((one, other) => one.seq - other.seq);
  return { from: Math.min(left.from, right.from), to: Math.max(left.to, right.to), messages };
}
