import type { UserView } from '../../../src/api/protocol.ts';
import type { CannedReply } from '../../api/shapes.ts';

/** What the writer is choosing while typing: a saved reply after `/`, a colleague after `@`. */
export type Trigger = { kind: 'canned' | 'mention'; query: string; from: number };

/** The trigger before the caret, if any. `/` only begins a message or a line; `@` only notes have. */
export function triggerAt(value: string, caret: number, note: boolean): Trigger | null {
  const before = value.slice(0, caret);
  const canned = /(?:^|\n)\/([\p{L}\p{N}_-]*)$/u.exec(before);
  if (canned?.[1] !== undefined)
    return { kind: 'canned', query: canned[1], from: caret - canned[1].length - 1 };
  const mention = note ? /(?:^|\s)@([\p{L}\p{N}_-]*)$/u.exec(before) : null;
  if (mention?.[1] !== undefined)
    return { kind: 'mention', query: mention[1], from: caret - mention[1].length - 1 };
  return null;
}

const has = (text: string, query: string): boolean =>
  text.toLocaleLowerCase().includes(query.toLocaleLowerCase());

/** Saved replies that fit, those whose shortcut begins with the query first. */
export function fittingReplies(replies: readonly CannedReply[], query: string): CannedReply[] {
  const starts = (reply: CannedReply): number =>
    reply.shortcut.toLocaleLowerCase().startsWith(query.toLocaleLowerCase()) ? 0 : 1;
  return replies
    .filter((reply) => has(reply.shortcut, query) || has(reply.title, query))
    .sort((one, other) => starts(one) - starts(other) || one.shortcut.localeCompare(other.shortcut))
    .slice(0, 8);
}

export function fittingColleagues(users: readonly UserView[], query: string, me: string): UserView[] {
  return users.filter((user) => !user.disabled && user.id !== me && has(user.name, query)).slice(0, 8);
}

/** A saved reply with its variables filled in; an unknown variable stays, so that somebody notices. */
export function fillReply(text: string, facts: { name: string; me: string }): string {
  const first = facts.name.trim().split(/\s+/)[0] ?? '';
  return text.replaceAll('{name}', first).replaceAll('{me}', facts.me);
}
