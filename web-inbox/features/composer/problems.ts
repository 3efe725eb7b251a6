import type { Capabilities } from '../../../channels/capabilities.ts';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import { fileSize, shortSpan } from '../../i18n/format.ts';
import type { Language, Translate } from '../../i18n/i18n.ts';
import { fileProblem } from './losses.ts';

/** Why files cannot go the chosen way, by their ids: they may have been attached while another way was chosen. */
export function fileProblems(
  files: readonly AttachmentView[],
  capabilities: Capabilities | undefined,
  t: Translate,
  language: Language,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { id, kind, name, size = 0 } of files) {
    const problem = fileProblem({ kind, size }, capabilities);
    if (problem === null) continue;
    const words =
      problem.kind === 'refused'
        ? t('composer.refusedForNow', { name })
        : t('composer.tooLargeForNow', { name, limit: fileSize(problem.limit, language) });
    found.set(id, words);
  }
  return found;
}

/** Why a message may cost money. `left` is what is left of the free time, in milliseconds; never positive. */
export function paidWords(
  left: number,
  lastInboundAt: string | undefined,
  t: Translate,
  language: Language,
): string {
  if (lastInboundAt === undefined) return t('composer.paidNever');
  return t('composer.paidText', { span: shortSpan(-left, language) });
}
