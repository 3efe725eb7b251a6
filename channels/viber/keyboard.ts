import type { Degradation } from '../capabilities.ts';
import { noteLoss } from '../losses.ts';
import type { Button } from '../message.ts';
import { BUTTON_LABEL_LIMIT, capabilities } from './capabilities.ts';

const ACTIONS = {
  reply: 'reply',
  url: 'open-url',
  'share-phone': 'share-phone',
  'share-location': 'location-picker',
} as const;

/** The grid has six columns; buttons of one row share them. */
const COLUMNS = 6;

/** Buttons as a keyboard below the input; undefined without buttons. */
export function keyboardOf(rows: Button[][] | undefined, degradations: Degradation[]): object | undefined {
  const all = (rows ?? []).flatMap((row) => row.map((button) => ({ button, width: widthIn(row.length) })));
  if (all.length === 0) return undefined;
  if (all.length > capabilities.buttons.max) noteLoss(degradations, { what: 'buttons', support: 'dropped' });
  const shown = all.slice(0, capabilities.buttons.max);
  return {
    Type: 'keyboard',
    DefaultHeight: false,
    InputFieldState: 'regular',
    Buttons: shown.map(({ button, width }) => ({
      Columns: width,
      Rows: 1,
      ActionType: ACTIONS[button.kind],
      ActionBody: button.value ?? button.label,
      Text: button.label.slice(0, BUTTON_LABEL_LIMIT),
    })),
  };
}

function widthIn(count: number): number {
  return Math.max(1, Math.floor(COLUMNS / count));
}
