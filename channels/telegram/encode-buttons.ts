import type { Degradation } from '../capabilities.ts';
import type { Button } from '../message.ts';
import { BUTTON_LIMIT } from './capabilities.ts';

interface Keyboard {
  markup: Readonly<Record<string, unknown>> | undefined;
  /** Lines for the text: links that this kind of keyboard cannot hold. */
  lines: string[];
}

const ROW_LIMIT = 8;
const DATA_LIMIT_BYTES = 64;

/**
 * Buttons under the message, or instead of the keyboard when the phone or a place is asked for: only that kind can
 * ask. Chats of a connected account take no such keyboard.
 */
export function keyboardOf(
  rows: Button[][] | undefined,
  business: boolean,
  losses: Degradation[],
): Keyboard | undefined {
  const wanted = limited(rows ?? [], losses);
  if (wanted.length === 0) return undefined;
  const asks = wanted
    .flat()
    .some((button) => button.kind === 'share-phone' || button.kind === 'share-location');
  if (asks && !business) return askingKeyboard(wanted, losses);
  return inlineKeyboard(wanted, losses);
}

function askingKeyboard(rows: Button[][], losses: Degradation[]): Keyboard {
  const lines: string[] = [];
  const keyboard = rows
    .map((row) => row.filter((button) => button.kind !== 'url').map(askingButton))
    .filter((row) => row.length > 0);
  for (const button of rows.flat()) {
    if (button.kind === 'url') lines.push(`${button.label}: ${button.value ?? ''}`);
    if (
      button.kind === 'url' ||
      (button.kind === 'reply' && (button.value ?? button.label) !== button.label)
    ) {
      losses.push({ what: 'buttons', support: 'converted', detail: button.label });
    }
  }
  return { markup: { keyboard, resize_keyboard: true, one_time_keyboard: true }, lines };
}

function askingButton(button: Button): Record<string, unknown> {
  if (button.kind === 'share-phone') return { text: button.label, request_contact: true };
  if (button.kind === 'share-location') return { text: button.label, request_location: true };
  return { text: button.label };
}

function inlineKeyboard(rows: Button[][], losses: Degradation[]): Keyboard {
  const inline = rows
    .map((row) => row.flatMap((button) => inlineButton(button, losses)))
    .filter((row) => row.length > 0);
  return { markup: inline.length === 0 ? undefined : { inline_keyboard: inline }, lines: [] };
}

function inlineButton(button: Button, losses: Degradation[]): Record<string, unknown>[] {
  if (button.kind === 'share-phone' || button.kind === 'share-location') {
    losses.push({ what: 'buttons', support: 'dropped', detail: button.label });
    return [];
  }
  if (button.kind === 'url') return [{ text: button.label, url: button.value ?? '' }];
  const value = button.value ?? button.label;
  const data = cutToBytes(value, DATA_LIMIT_BYTES);
  if (data !== value) losses.push({ what: 'buttons', support: 'converted', detail: button.label });
  return [{ text: button.label, callback_data: data }];
}

/** Buttons without a label are refused by the network; rows longer than eight are broken. */
function limited(rows: Button[][], losses: Degradation[]): Button[][] {
  const kept: Button[][] = [];
  let count = 0;
  for (const row of rows) {
    const labelled = row.filter((button) => button.label.trim() !== '');
    const room = labelled.slice(0, Math.max(0, BUTTON_LIMIT - count));
    for (const button of labelled.slice(room.length)) {
      losses.push({ what: 'buttons', support: 'dropped', detail: button.label });
    }
    for (let at = 0; at < room.length; at += ROW_LIMIT) kept.push(room.slice(at, at + ROW_LIMIT));
    count += room.length;
  }
  return kept;
}

function cutToBytes(value: string, limit: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of value) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > limit) break;
    kept += character;
  }
  return kept;
}

function bytesOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
