import type { FlowBody } from '../api/protocol/flow.ts';
import { labelsOf } from './choose.ts';
import type { Incoming } from './state.ts';
import { declines, plainWords } from './words.ts';

/**
 * A button of an earlier question was tapped (again): it answers nothing that is asked now. Typed words never count,
 * they may well mean the present question.
 */
export function staleTap(body: FlowBody, step: string, message: Incoming): boolean {
  const { tap } = message;
  if (tap === undefined) return false;
  const present = body.steps.find(({ id }) => id === step);
  if (present?.kind === 'choice' && present.options.some((option) => names(option, tap))) return false;
  if (present?.kind === 'ask' && present.skip && declines(tap)) return false;
  const elsewhere = body.steps.some(
    (other) =>
      other.kind === 'choice' && other.id !== step && other.options.some((option) => names(option, tap)),
  );
  return elsewhere || declines(tap);
}

function names(option: Parameters<typeof labelsOf>[0], tap: string): boolean {
  const plain = plainWords(tap);
  return [option.id, ...labelsOf(option)].some((label) => plainWords(label) === plain);
}
