import type { BotLanguage, FlowStep } from '../../../src/api/protocol/bot.ts';
import type { Translate } from '../../i18n/i18n.ts';

const MOST = 60;

/** "3. Question: phone — What number can we reach you at?" */
export function stepTitle(t: Translate, step: FlowStep, index: number, language: BotLanguage): string {
  const words = stepWords(step, language);
  return `${index + 1}. ${kindWords(t, step)}${words === '' ? '' : ` — ${words}`}`;
}

export function kindWords(t: Translate, step: FlowStep): string {
  const kind = t(`bot.kind.${step.kind}`);
  return step.kind === 'ask' ? `${kind}: ${t(`bot.ask.${step.ask}`).toLocaleLowerCase()}` : kind;
}

/** The beginning of what a step says, for its heading. */
export function stepWords(step: FlowStep, language: BotLanguage): string {
  if (step.kind === 'set') return [step.label, step.language, step.lead].filter(Boolean).join(', ');
  const text = 'text' in step ? (step.text[language] ?? '') : '';
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}
