import { findBorder } from './border.ts';
import { signatureStart } from './signature.ts';

/** What the thread shows and what it folds away; together they are the whole text. */
export interface SplitText {
  visible: string;
  folded: string;
}

export interface SplitHints {
  /** Lines where the HTML's own structure says that history begins. */
  borders?: readonly number[];
  /** The subject says forward: a copied header block introduces content. */
  forward?: boolean;
  /** The letter answers another one; only then is a quotation without introduction taken for history. */
  reply?: boolean;
}

/** Mail is hostile input: longer texts are shown whole rather than searched. */
const MAX_LENGTH = 300_000;

/** Cuts history and signature off where the border is certain; keeps everything when nothing would remain. */
export function splitQuoted(text: string, hints: SplitHints = {}): SplitText {
  if (text.length > MAX_LENGTH) return { visible: text, folded: '' };
  const lines = text.split('\n');
  const cut = findBorder(lines, hints);
  const top = cut === undefined ? lines : lines.slice(0, cut.from);
  const history = cut === undefined ? [] : lines.slice(cut.from, cut.to);
  const bottom = cut === undefined ? [] : lines.slice(cut.to);
  const written = isEmpty(top) ? bottom : top;
  const tail = isEmpty(top) ? [] : bottom;
  const start = signatureStart(written);
  const visible = written.slice(0, start);
  if (isEmpty(visible)) return keepText(written, [history, tail], text);
  return join(visible, [written.slice(start), history, tail]);
}

/** A letter that is only a signature under history still shows the signature. */
function keepText(written: string[], rest: string[][], text: string): SplitText {
  return isEmpty(written) ? { visible: text.trim(), folded: '' } : join(written, rest);
}

function join(visible: string[], folded: string[][]): SplitText {
  const pieces = folded.map((lines) => lines.join('\n').trim()).filter((piece) => piece !== '');
  return { visible: visible.join('\n').trim(), folded: pieces.join('\n\n') };
}

const isEmpty = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === '');
