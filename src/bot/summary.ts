import type { BotLanguage, FlowBody } from '../api/protocol/flow.ts';
import { textIn } from './language.ts';
import type { Answer } from './state.ts';
import { OWN_WORDS } from './words.ts';

const MOST_LABEL = 60;

/** The note for whoever takes over: what was asked and answered, in the language of the house. */
export function summaryOf(answers: readonly Answer[], body: FlowBody | null, language: BotLanguage): string {
  const { summary } = OWN_WORDS[language];
  if (answers.length === 0) return `${summary.title}\n${summary.nothing}`;
  const lines = answers.map(({ step, kind, value }) => {
    const label = kind === 'text' || kind === 'choice' ? questionOf(body, step, language) : '';
    return `${label || summary[kind]}: ${value}`;
  });
  return [summary.title, ...lines].join('\n');
}

/** The last line of the question, for that is what was asked. */
function questionOf(body: FlowBody | null, id: string, language: BotLanguage): string {
  const step = body?.steps.find((one) => one.id === id);
  if (step === undefined || !('text' in step)) return '';
  const line =
    textIn(step.text, language)
      .split('\n')
      .at(-1)
      ?.replace(/[?:.!\s]+$/u, '') ?? '';
  return line.length > MOST_LABEL ? `${line.slice(0, MOST_LABEL - 1)}…` : line;
}
