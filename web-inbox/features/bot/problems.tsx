import { createContext, type ReactNode, useContext } from 'react';
import type { BotLanguage, FlowProblem } from '../../../src/api/protocol/bot.ts';
import { type Translate, useWords } from '../../i18n/i18n.ts';

interface Editing {
  problems: readonly FlowProblem[];
  /** The language whose texts are shown. */
  language: BotLanguage;
}

const Context = createContext<Editing>({ problems: [], language: 'ru' });

/** Tells every field below what is wrong with it and in which language it is written just now. */
export function EditingProvider({ value, children }: { value: Editing; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export const useEditing = (): Editing => useContext(Context);

/** The sentence for what is wrong with a field; undefined when nothing is. */
export function useProblem(path: string): string | undefined {
  const { problems } = useEditing();
  const { t } = useWords();
  const found = problems.find((problem) => problem.path === path);
  return found === undefined ? undefined : problemWords(t, found);
}

/** Which step a problem belongs to; null for the list of questions. */
export function stepOfProblem({ path }: FlowProblem): number | null {
  const [list, index] = path.split('.');
  return list === 'steps' ? Number(index) : null;
}

export const problemWords = (t: Translate, { code }: FlowProblem): string => t(`bot.problem.${code}`);
