import { wholeId } from '../json.ts';

/** The first sixteen reactions of the client, in the network's own numbering from 1. */
export const EMOJI = [
  '❤️',
  '🔥',
  '😂',
  '👍',
  '💩',
  '❓',
  '😭',
  '😡',
  '👎',
  '👌',
  '😃',
  '🤔',
  '🙏',
  '😘',
  '😍',
  '🎉',
];

/** Undefined when the reaction was taken back; a number of the future is shown as it is. */
export function emojiOf(reactionId: unknown): string | undefined {
  const id = wholeId(reactionId);
  return id === undefined ? undefined : (EMOJI[Number(id) - 1] ?? `#${id}`);
}

/** The network's number of an emoji; undefined when it has none. */
export function reactionIdOf(emoji: string): number | undefined {
  const bare = (value: string) => value.replaceAll('\ufe0f', '');
  const index = EMOJI.findIndex((known) => bare(known) === bare(emoji));
  return index < 0 ? undefined : index + 1;
}
