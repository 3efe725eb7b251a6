import type { Degradation } from '../capabilities.ts';
import { noteLoss } from '../losses.ts';
import type { Button } from '../message.ts';
import {
  BUTTON_LIMIT,
  BUTTONS_PER_ROW,
  INLINE_BUTTON_LIMIT,
  INLINE_ROW_LIMIT,
  LABEL_LIMIT,
  PAYLOAD_LIMIT,
  ROW_LIMIT,
} from './capabilities.ts';

/** The keyboard as the JSON string the API wants; under the message while it is small enough, else below the input. */
export function keyboardOf(rows: Button[][] | undefined, degradations: Degradation[]): string | undefined {
  const kept = (rows ?? []).map((row) => row.filter((button) => button.kind !== 'share-phone'));
  const asked = (rows ?? []).flat().length;
  const lines = kept.flatMap(intoRows).filter((row) => row.length > 0);
  if (asked > kept.flat().length) {
    noteLoss(degradations, { what: 'buttons', support: 'dropped', detail: 'share-phone' });
  }
  if (lines.length === 0) return undefined;
  const inline = lines.length <= INLINE_ROW_LIMIT && lines.flat().length <= INLINE_BUTTON_LIMIT;
  const shown = inline ? lines : within(lines);
  if (shown.flat().length < lines.flat().length) {
    noteLoss(degradations, { what: 'buttons', support: 'dropped', detail: 'count' });
  }
  return JSON.stringify({ inline, buttons: shown.map((row) => row.map(actionOf)) });
}

/** A location button takes a whole row; others share one with at most five. */
function intoRows(row: Button[]): Button[][] {
  const rows: Button[][] = [];
  for (const button of row) {
    const last = rows.at(-1);
    const alone = button.kind === 'share-location' || last?.[0]?.kind === 'share-location';
    if (last === undefined || alone || last.length === BUTTONS_PER_ROW) rows.push([button]);
    else last.push(button);
  }
  return rows;
}

function within(lines: Button[][]): Button[][] {
  let left = BUTTON_LIMIT;
  return lines
    .slice(0, ROW_LIMIT)
    .map((row) => {
      const taken = row.slice(0, left);
      left -= taken.length;
      return taken;
    })
    .filter((row) => row.length > 0);
}

function actionOf(button: Button): object {
  const label = button.label.slice(0, LABEL_LIMIT);
  switch (button.kind) {
    case 'url':
      return { action: { type: 'open_link', label, link: button.value ?? '' } };
    case 'share-location':
      return { action: { type: 'location' } };
    default: {
      const payload = JSON.stringify({ b: button.value ?? button.label });
      return { action: { type: 'text', label, ...(payload.length <= PAYLOAD_LIMIT ? { payload } : {}) } };
    }
  }
}
