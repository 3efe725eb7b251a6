import type { AskStep, ChoiceStep, FaqEntry, FlowStep } from '../api/protocol/flow.ts';
import { checkAnswer, phoneIn } from './answers.ts';
import { braked, echoes, hasty, MOST_TO_STRANGERS, noteHeard, repeats } from './brake.ts';
import { chooseOption } from './choose.ts';
import { findFaq } from './faq.ts';
import { chooseLanguage, detectLanguage, languageOfTag, textIn } from './language.ts';
import {
  type Act,
  type BotState,
  type Decided,
  freshState,
  type Incoming,
  type Scene,
  type StopReason,
} from './state.ts';
import { staleTap } from './taps.ts';
import { fill, following, question, speak, stepOf, walk, withAnswer } from './walk.ts';
import { declines } from './words.ts';

/** How often one frequent question is answered in one run; who asks a third time wants a person. */
const FAQ_REPEATS = 2;
/** What a messenger's menu writes for the person answers nothing; the question is asked once more. */
const COMMAND = /^\/[a-z_]+(?:@\w+)?(?:\s|$)/i;

/**
 * What the bot does about one turn of a person: the whole rule, without a clock, a store or a network. The caller
 * has made sure already that the message is a person's as far as its channel can tell and that no operator speaks.
 */
export function decide(before: BotState, message: Incoming, scene: Scene): Decided {
  if (before.phase === 'handed') return { state: before, acts: [] };
  if (before.phase === 'fresh' && !(scene.isNew || scene.body.greets === 'everyone')) {
    return rest(
      { ...before, phase: 'resting', language: languageFor(before, message, scene) },
      message,
      scene,
    );
  }
  const state = before.phase === 'fresh' ? begin(before, message, scene) : before;
  if (state.step !== null && staleTap(scene.body, state.step, message)) return { state, acts: [] };
  const decided = guarded(state, message, scene, () => react(state, before, message, scene));
  return { ...decided, state: noteHeard(decided.state, message) };
}

function begin(before: BotState, message: Incoming, scene: Scene): BotState {
  const language = languageFor(before, message, scene);
  const { saidAt, runs } = before;
  return {
    ...freshState(language),
    saidAt,
    runs: runs + 1,
    phase: 'running',
    flow: scene.flow,
    version: scene.version,
  };
}

function languageFor(before: BotState, message: Incoming, scene: Scene): BotState['language'] {
  const wishes = [detectLanguage(message.text), languageOfTag(scene.language)];
  if (before.runs > 0) wishes.push(before.language);
  return chooseLanguage(scene.body.languages, wishes);
}

function react(state: BotState, before: BotState, message: Incoming, scene: Scene): Decided {
  if (before.phase === 'fresh') return withActs(learnLanguage(message, scene), greet(state, message, scene));
  const step = stepOf(scene.body, state.step);
  if (step === undefined) return rest(state, message, scene);
  if (COMMAND.test(message.text) && waits(step)) return question(state, scene, [], step);
  if (step.kind === 'ask') return heardAnswer(state, step, message, scene);
  if (step.kind === 'choice') return heardChoice(state, step, message, scene);
  return heardQuestion(state, step, message, scene);
}

const waits = (step: FlowStep): step is Extract<FlowStep, { kind: 'ask' | 'choice' | 'questions' }> =>
  step.kind === 'ask' || step.kind === 'choice' || step.kind === 'questions';

/** Nobody has said yet what the person speaks, and the words tell. */
function learnLanguage(message: Incoming, scene: Scene): Act[] {
  const language = scene.language === undefined ? detectLanguage(message.text) : undefined;
  return language === undefined ? [] : [{ kind: 'set', language }];
}

/** The first words: a greeting, an answer to what was asked at once, and the first question. */
function greet(state: BotState, message: Incoming, scene: Scene): Decided {
  const { steps, faq } = scene.body;
  const entry = findFaq(faq, message.text);
  const [first] = steps;
  if (entry === null) return withActs([{ kind: 'began' }], walk(state, scene, first, []));
  const noted = countFaq(state, entry);
  const answer = fill(textIn(entry.answer, state.language), state, scene);
  const acts: Act[] = [{ kind: 'began' }, { kind: 'faq', entry: entry.id }];
  if (first?.kind !== 'say') return withActs(acts, walk(noted, scene, first, [answer]));
  const greeting = fill(textIn(first.text, state.language), state, scene);
  return withActs(acts, walk(noted, scene, following(scene.body, first), [greeting, answer]));
}

function heardAnswer(state: BotState, step: AskStep, message: Incoming, scene: Scene): Decided {
  const free = step.ask === 'wish' || step.ask === 'text';
  const [own] = message.ownPhones;
  const text = step.ask === 'phone' && own !== undefined ? own : (message.tap ?? message.text);
  if (step.skip && declines(text)) {
    return walk({ ...state, person: true }, scene, following(scene.body, step), []);
  }
  const entry = step.ask === 'name' || free ? findFaq(scene.body.faq, text) : null;
  if (entry !== null && !free) return answerAndAskAgain(state, entry, step, scene);
  const passed = checkAnswer(step.ask, text, message.hasFiles);
  if (passed === null) return missed(state, step, message, scene);
  const acts: Act[] = [
    { kind: 'save', ask: step.ask, value: passed.value, ...(step.field ? { field: step.field } : {}) },
  ];
  const phone = step.ask === 'phone' ? null : (own ?? phoneIn(text));
  if (phone !== null) acts.push({ kind: 'save', ask: 'phone', value: phone });
  const answers = withAnswer(state.answers, { step: step.id, kind: step.ask, value: passed.value });
  const known = phone === null ? scene : { ...scene, known: { ...scene.known, phone } };
  const next = { ...state, answers, person: state.person || passed.sure || phone !== null };
  const answered = entry === null ? null : faqText(next, entry, scene);
  if (answered) acts.push({ kind: 'faq', entry: answered.entry });
  const lead = answered ? [answered.text] : [];
  return withActs(acts, walk(answered?.state ?? next, known, following(scene.body, step), lead));
}

function heardChoice(state: BotState, step: ChoiceStep, message: Incoming, scene: Scene): Decided {
  const option = chooseOption(step.options, message.tap ?? message.text);
  if (option === null) return missed(state, step, message, scene);
  const value = textIn(option.label, state.language);
  const answers = withAnswer(state.answers, { step: step.id, kind: 'choice', value });
  const acts: Act[] = step.field ? [{ kind: 'save', ask: 'text', value, field: step.field }] : [];
  const next = following(scene.body, step, option.next ?? step.next);
  return withActs(acts, walk({ ...state, answers, person: true }, scene, next, []));
}

function heardQuestion(
  state: BotState,
  step: Extract<FlowStep, { kind: 'questions' | 'say' | 'hours' | 'set' | 'handover' }>,
  message: Incoming,
  scene: Scene,
): Decided {
  const entry = findFaq(scene.body.faq, message.tap ?? message.text);
  const answered = entry === null ? null : faqText(state, entry, scene);
  if (answered === null) return walk(state, scene, following(scene.body, step), []);
  const said = speak(answered.state, scene, [answered.text], { step: step.id });
  return withActs([{ kind: 'faq', entry: answered.entry }], said);
}

/** The answer did not pass: a frequent question is answered, else it is asked again, else it goes on elsewhere. */
function missed(state: BotState, step: AskStep | ChoiceStep, message: Incoming, scene: Scene): Decided {
  const entry = findFaq(scene.body.faq, message.text);
  if (entry !== null && (state.faqs[entry.id] ?? 0) < FAQ_REPEATS) {
    return answerAndAskAgain(state, entry, step, scene);
  }
  if (repeats(state, message)) return stop(state, 'robot');
  if (!state.person && state.said >= MOST_TO_STRANGERS) return stop(state, 'unsure');
  const tries = state.tries + 1;
  if (tries >= step.attempts) return walk(state, scene, otherwiseOf(scene, step), []);
  return question({ ...state, tries }, scene, [], step, textIn(step.again, state.language));
}

/** Where a question leads that was not answered: its own way out, else to people, else on. */
function otherwiseOf({ body }: Scene, step: AskStep | ChoiceStep): FlowStep | undefined {
  if (step.otherwise) return following(body, step, step.otherwise);
  const people = body.steps.find((other) => other.kind === 'handover');
  return people ?? following(body, step);
}

function answerAndAskAgain(
  state: BotState,
  entry: FaqEntry,
  step: AskStep | ChoiceStep,
  scene: Scene,
): Decided {
  const answered = faqText(state, entry, scene);
  if (answered === null) return walk(state, scene, otherwiseOf(scene, step), []);
  const asked = question(answered.state, scene, [answered.text], step);
  return withActs([{ kind: 'faq', entry: answered.entry }], asked);
}

/** Nothing is being asked: frequent questions are answered, everything else waits for people. */
function rest(state: BotState, message: Incoming, scene: Scene): Decided {
  const entry = findFaq(scene.body.faq, message.tap ?? message.text);
  const answered = entry === null ? null : faqText(state, entry, scene);
  if (answered === null) return { state, acts: [] };
  const said = speak(answered.state, scene, [answered.text], {});
  return withActs([{ kind: 'faq', entry: answered.entry }], said);
}

function faqText(
  state: BotState,
  entry: FaqEntry,
  scene: Scene,
): { state: BotState; text: string; entry: string } | null {
  if ((state.faqs[entry.id] ?? 0) >= FAQ_REPEATS) return null;
  const text = fill(textIn(entry.answer, state.language), state, scene);
  return { state: countFaq(state, entry), text, entry: entry.id };
}

function countFaq(state: BotState, { id }: FaqEntry): BotState {
  return { ...state, faqs: { ...state.faqs, [id]: (state.faqs[id] ?? 0) + 1 } };
}

/** Lets a reaction happen unless it would speak to a robot or too often; what was learnt is kept either way. */
function guarded(state: BotState, message: Incoming, scene: Scene, reaction: () => Decided): Decided {
  if (echoes(state, message)) return stop(state, 'robot');
  const decided = reaction();
  if (!decided.acts.some((act) => act.kind === 'say')) return decided;
  const stranger = !decided.state.person && state.said >= MOST_TO_STRANGERS;
  const why = braked(state.saidAt, scene.now) ? 'brake' : stranger && hasty(state, message) ? 'unsure' : null;
  if (why === null) return decided;
  const learnt = decided.acts.filter((act) => act.kind === 'save' || act.kind === 'set');
  return withActs(learnt, stop({ ...state, answers: decided.state.answers }, why));
}

/** Says nothing more; people see that somebody waits. */
function stop(state: BotState, why: StopReason): Decided {
  const { answers } = state;
  const acts: Act[] = [{ kind: 'stopped', why }];
  if (why !== 'robot') acts.push({ kind: 'handover', to: { kind: 'routing' }, note: true, answers });
  return { state: { ...state, phase: 'handed', step: null }, acts };
}

function withActs(acts: readonly Act[], decided: Decided): Decided {
  return { state: decided.state, acts: [...acts, ...decided.acts] };
}
