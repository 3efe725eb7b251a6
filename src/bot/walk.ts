import { END, type FlowBody, type FlowStep } from '../api/protocol/flow.ts';
import { noteSaid } from './brake.ts';
import { textIn } from './language.ts';
import type { Act, Answer, BotState, Decided, Say, Scene } from './state.ts';

/** A flow that was published has no circles without a question; this holds for whatever else may come. */
const MOST_STEPS = 200;

export function stepOf(body: FlowBody, id: string | null): FlowStep | undefined {
  return body.steps.find((step) => step.id === id);
}

/** The step that comes after this one: where `target` leads, else the following one; undefined at the end. */
export function following(body: FlowBody, step: FlowStep, target = step.next): FlowStep | undefined {
  if (target === END) return undefined;
  if (target) return stepOf(body, target);
  return body.steps[body.steps.indexOf(step) + 1];
}

/**
 * Goes on from a step to the next question, the end or the hand-over. Everything that is said on the way is one
 * message, `lead` first, because people are written to once and robots must not be written to often.
 */
export function walk(
  state: BotState,
  scene: Scene,
  from: FlowStep | undefined,
  lead: readonly string[],
): Decided {
  const { body } = scene;
  const acts: Act[] = [];
  const words = [...lead];
  let now: BotState = { ...state, step: null, tries: 0 };
  let step = from;
  for (let count = 0; step !== undefined && count < MOST_STEPS; count += 1) {
    if (step.kind === 'say') {
      words.push(fill(textIn(step.text, now.language), now, scene));
      step = following(body, step);
    } else if (step.kind === 'hours') {
      step = following(body, step, (scene.open ? step.open : step.closed) ?? step.next);
    } else if (step.kind === 'set') {
      const { label, lead: status, language } = step;
      acts.push({
        kind: 'set',
        ...(label ? { label } : {}),
        ...(status ? { lead: status } : {}),
        ...(language ? { language } : {}),
      });
      if (language) now = { ...now, language };
      step = following(body, step);
    } else if (step.kind === 'handover') {
      const text = textIn(step.text, now.language);
      if (text !== '') words.push(fill(text, now, scene));
      const said = speak(now, scene, words, { step: step.id });
      acts.push(...said.acts, { kind: 'handover', to: step.to, note: step.note, answers: now.answers });
      return { state: { ...said.state, phase: 'handed', step: null }, acts };
    } else {
      const known = step.kind === 'ask' && step.skipKnown ? knownAnswer(step.id, step.ask, scene) : null;
      if (known === null) {
        const said = question(now, scene, words, step);
        return { state: { ...said.state, phase: 'running', step: step.id }, acts: [...acts, ...said.acts] };
      }
      now = { ...now, answers: withAnswer(now.answers, known) };
      step = following(body, step);
    }
  }
  const said = speak(now, scene, words, { step: null });
  return { state: { ...said.state, phase: 'resting' }, acts: [...acts, ...said.acts] };
}

/** Asks the question of a step, after `words`. */
export function question(
  state: BotState,
  scene: Scene,
  words: readonly string[],
  step: Extract<FlowStep, { kind: 'ask' | 'choice' | 'questions' }>,
  instead?: string,
): Decided {
  const { language } = state;
  const text = fill(instead || textIn(step.text, language), state, scene);
  const more: Partial<Say> = { step: step.id };
  if (step.kind === 'choice') {
    more.options = step.options.map(({ id, label }) => ({ id, label: textIn(label, language) }));
  }
  if (step.kind === 'ask' && step.ask === 'phone') more.sharePhone = true;
  if (step.kind === 'ask' && step.skip) more.skip = true;
  return speak(state, scene, [...words, text], more);
}

/** One message out of all these words; nothing when there are none. */
export function speak(state: BotState, scene: Scene, words: readonly string[], more: Partial<Say>): Decided {
  const text = words.filter((part) => part.trim() !== '').join('\n\n');
  if (text === '') return { state, acts: [] };
  const say: Say = { kind: 'say', step: null, language: state.language, ...more, text };
  return { state: noteSaid(state, text, scene.now), acts: [say] };
}

/** Puts what is known into the places of a text; a place without a value goes, with the comma or colon before it. */
export function fill(text: string, state: BotState, scene: Scene): string {
  const answered = (kind: Answer['kind']) => state.answers.find((answer) => answer.kind === kind)?.value;
  const values: Readonly<Record<string, string | undefined>> = {
    name: answered('name') ?? scene.known.name,
    phone: answered('phone') ?? scene.known.phone,
    email: answered('email') ?? scene.known.email,
    wish: answered('wish'),
    house: scene.house,
    opens: scene.opens(state.language),
  };
  return text
    .replace(/([,:]?[ \t]*)\{(\w+)\}/gu, (whole, before: string, key: string) => {
      if (!Object.hasOwn(values, key)) return whole;
      const value = values[key];
      return value ? `${before}${value}` : '';
    })
    .trim();
}

/** The answers with this one; a later answer to the same step replaces the earlier. */
export function withAnswer(answers: readonly Answer[], answer: Answer): Answer[] {
  return [...answers.filter(({ step }) => step !== answer.step), answer];
}

function knownAnswer(step: string, kind: Answer['kind'], { known }: Scene): Answer | null {
  const value = kind === 'name' || kind === 'phone' || kind === 'email' ? known[kind] : undefined;
  return value === undefined ? null : { step, kind, value };
}
