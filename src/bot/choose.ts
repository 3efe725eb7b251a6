import type { ChoiceStep } from '../api/protocol/flow.ts';
import { phraseWeight, wordForms } from './forms.ts';
import { OWN_WORDS, plainWords } from './words.ts';

type Option = ChoiceStep['options'][number];

/** The option that was meant by a tapped button, a number, an ordinal or words in any form; null when none or two. */
export function chooseOption(options: readonly Option[], answer: string): Option | null {
  const byNumber = options[numberIn(answer) - 1];
  if (byNumber) return byNumber;
  const plain = plainWords(answer);
  const exact = options.find((option) =>
    [option.id, ...labelsOf(option)].some((label) => plainWords(label) === plain),
  );
  if (exact) return exact;
  return byWords(options, answer);
}

/** Every wording of an option's label. */
export function labelsOf(option: Option): string[] {
  return Object.values(option.label).filter((label) => label !== undefined);
}

/** The number that an answer consists of; 0 when it is no number. */
function numberIn(answer: string): number {
  const text = answer
    .replace(/[\uFE0F\u20E3]/gu, '')
    .trim()
    .toLowerCase();
  const digits =
    /^(?:№|#|n|вариант|варіант|option|variant|номер|nomer)?\s*(\d{1,2})(?:\s*[).:]|-?\p{L}{1,3})?$/u.exec(
      text,
    );
  if (digits?.[1]) return Number(digits[1]);
  const plain = plainWords(text);
  for (const { ordinals } of Object.values(OWN_WORDS)) {
    const at = ordinals.findIndex((word) => plainWords(word) === plain);
    if (at >= 0) return at + 1;
  }
  return 0;
}

function byWords(options: readonly Option[], answer: string): Option | null {
  const forms = wordForms(answer);
  const scored = options.map((option) => {
    const phrases = [...labelsOf(option), ...Object.values(option.keywords).flatMap((words) => words ?? [])];
    const whole = Math.max(0, ...phrases.map((phrase) => phraseWeight(phrase, forms)));
    const single = Math.max(0, ...labelsOf(option).flatMap((label) => longWordsIn(label, forms)));
    return { option, weight: whole * 100 + single };
  });
  const [first, second] = scored.sort((one, other) => other.weight - one.weight);
  if (first === undefined || first.weight === 0 || first.weight === second?.weight) return null;
  return first.option;
}

/** Weights of the single words of a label that were said; short words connect and mean nothing. */
function longWordsIn(label: string, forms: ReadonlySet<string>): number[] {
  return (label.match(/\p{L}{4,}/gu) ?? []).map((word) => phraseWeight(word, forms));
}
