import type { Capabilities } from '../../channels/capabilities.ts';
import type { Button } from '../../channels/message.ts';
import type { Say } from './state.ts';
import { OWN_WORDS } from './words.ts';

/** A message as it is handed to the outgoing side. */
export interface Rendered {
  text: string;
  buttons?: Button[][];
  /** Choices stand in the text, by number. */
  numbered: boolean;
}

/** Labels longer than this may be cut on the way back, so that the option's id travels instead. */
const LABEL_BYTES = 60;

/** Buttons where the channel has them and room for all, a numbered list where not. */
export function render(say: Say, { buttons }: Pick<Capabilities, 'buttons'>): Rendered {
  const words = OWN_WORDS[say.language];
  const options = say.options ?? [];
  const rows: Button[][] = [];
  const lines: string[] = [];
  const native = buttons.support === 'native';
  const share = say.sharePhone === true && native && buttons.sharePhone === 'native';
  const skip = say.skip === true;
  const needed = options.length + (share ? 1 : 0) + (skip ? 1 : 0);
  const fits = native && needed <= buttons.max;
  const numbered = options.length > 0 && !fits;
  if (numbered) {
    lines.push(options.map(({ label }, index) => `${index + 1}. ${label}`).join('\n'), words.byNumber);
  } else for (const option of options) rows.push([replyButton(option)]);
  if (share && fits) rows.push([{ kind: 'share-phone', label: words.sharePhone }]);
  if (skip && fits && rows.length > 0) rows.push([{ kind: 'reply', label: words.skip }]);
  else if (skip && say.sharePhone) lines.push(words.orSkip);
  const text = [say.text, ...lines].join('\n\n');
  return rows.length > 0 ? { text, buttons: rows, numbered } : { text, numbered };
}

function replyButton({ id, label }: { id: string; label: string }): Button {
  const short = Buffer.byteLength(label) <= LABEL_BYTES;
  return short ? { kind: 'reply', label } : { kind: 'reply', label, value: id };
}
