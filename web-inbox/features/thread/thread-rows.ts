import type { MessageView, TimelineEntryView } from '../../../src/api/protocol.ts';
import type { OutboxItem } from '../../outbox/outbox.ts';

/** One line of the thread, in the order shown. `key` stays the same when the server's message replaces ours. */
export type ThreadRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'system'; key: string; entry: TimelineEntryView }
  | {
      kind: 'message';
      key: string;
      message: MessageView;
      first: boolean;
      last: boolean;
      channelChanged: boolean;
    }
  | { kind: 'pending'; key: string; item: OutboxItem; first: boolean };

const groupGapMs = 5 * 60_000;
const systemKinds: readonly string[] = ['assignment', 'status', 'merge'];

interface Input {
  messages: readonly MessageView[];
  pending: readonly OutboxItem[];
  timeline: readonly TimelineEntryView[];
  /** `seq` of the last message that was read when the thread was opened; null shows no mark. */
  readUpTo: number | null;
  /** The thread begins with the first message of the conversation. */
  atStart: boolean;
}

/** Days, groups, marks and system lines around the messages. Pure. */
export function threadRows({ messages, pending, timeline, readUpTo, atStart }: Input): ThreadRow[] {
  const rows: ThreadRow[] = [];
  const system = systemEntries(timeline, atStart ? undefined : messages[0]?.receivedAt);
  let next = 0;
  let marked = false;
  let previous: MessageView | undefined;
  let channel: string | null = null;
  let day = '';
  const flushSystem = (until: string | null): void => {
    for (; next < system.length; next += 1) {
      const entry = system[next];
      if (entry === undefined || (until !== null && entry.at > until)) break;
      startDay(entry.at);
      rows.push({ kind: 'system', key: `e-${entry.id}`, entry });
      previous = undefined;
    }
  };
  const startDay = (at: string): void => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    day = date;
    previous = undefined;
    rows.push({ kind: 'day', key: `d-${date}`, at });
  };
  for (const message of messages) {
    flushSystem(message.receivedAt);
    startDay(message.receivedAt);
    if (!marked && readUpTo !== null && message.seq > readUpTo && message.direction === 'in') {
      marked = true;
      previous = undefined;
      rows.push({ kind: 'unread', key: 'unread' });
    }
    const first = previous === undefined || !sameGroup(previous, message);
    if (!first) endGroup(rows, false);
    rows.push({
      kind: 'message',
      key: message.clientId ?? message.id,
      message,
      first,
      last: true,
      channelChanged: message.channel !== null && channel !== null && message.channel !== channel,
    });
    previous = message;
    channel = message.channel ?? channel;
  }
  flushSystem(null);
  const shown = new Set(messages.map((message) => message.clientId));
  let firstPending = true;
  for (const item of pending) {
    if (shown.has(item.clientId)) continue;
    startDay(item.createdAt);
    rows.push({ kind: 'pending', key: item.clientId, item, first: firstPending });
    firstPending = false;
  }
  return rows;
}

function endGroup(rows: ThreadRow[], last: boolean): void {
  const row = rows[rows.length - 1];
  if (row?.kind === 'message') rows[rows.length - 1] = { ...row, last };
}

function systemEntries(
  timeline: readonly TimelineEntryView[],
  from: string | undefined,
): TimelineEntryView[] {
  return timeline
    .filter((entry) => systemKinds.includes(entry.kind) && (from === undefined || entry.at >= from))
    .sort((one, other) => one.at.localeCompare(other.at) || one.id.localeCompare(other.id));
}

/** Bubbles of one speaker, one kind and one channel, close in time, belong together. */
export function sameGroup(one: MessageView, other: MessageView): boolean {
  return (
    one.direction === other.direction &&
    one.kind === other.kind &&
    one.channel === other.channel &&
    one.author.kind === other.author.kind &&
    one.author.id === other.author.id &&
    one.author.name === other.author.name &&
    one.subject === other.subject &&
    Date.parse(other.receivedAt) - Date.parse(one.receivedAt) < groupGapMs
  );
}

/** Milliseconds a message came later than its network claims; null when that is nothing to speak of. */
export function lateBy(message: MessageView): number | null {
  const late = Date.parse(message.receivedAt) - Date.parse(message.sentAt);
  return message.direction === 'in' && late >= 10 * 60_000 ? late : null;
}
