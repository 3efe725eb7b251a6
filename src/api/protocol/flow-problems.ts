import { END, type FlowBody, type FlowStep, type Texts } from './flow.ts';

/** What is wrong with a flow beyond the shape of its data; `path` names the field, the screen has the sentence. */
export interface FlowProblem {
  path: string;
  code:
    | 'text-missing'
    | 'step-unknown'
    | 'step-twice'
    | 'endless'
    | 'unreachable'
    | 'words-missing'
    | 'nothing-to-set';
  /** The language or the step concerned. */
  detail?: string;
}

/** Every problem of a flow, in the order of its steps; none when it can be published. Pure. */
export function flowProblems(body: FlowBody): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const ids = new Set(body.steps.map((step) => step.id));
  const seen = new Set<string>();
  const missing = (path: string, texts: Texts) => {
    for (const language of body.languages) {
      if ((texts[language] ?? '').trim() === '') {
        problems.push({ path: `${path}.${language}`, code: 'text-missing', detail: language });
      }
    }
  };
  for (const [index, step] of body.steps.entries()) {
    const path = `steps.${index}`;
    if (seen.has(step.id) || step.id === END)
      problems.push({ path: `${path}.id`, code: 'step-twice', detail: step.id });
    seen.add(step.id);
    for (const [field, target] of targetsOf(step)) {
      if (target !== END && !ids.has(target)) {
        problems.push({ path: `${path}.${field}`, code: 'step-unknown', detail: target });
      }
    }
    if ('text' in step && step.kind !== 'handover') missing(`${path}.text`, step.text);
    if (step.kind === 'choice') {
      for (const [at, option] of step.options.entries()) missing(`${path}.options.${at}.label`, option.label);
    }
    if (step.kind === 'set' && !step.label && !step.language && !step.lead) {
      problems.push({ path: `${path}.label`, code: 'nothing-to-set' });
    }
  }
  for (const [index, entry] of body.faq.entries()) {
    missing(`faq.${index}.answer`, entry.answer);
    if (Object.values(entry.keywords).every((words) => (words ?? []).length === 0)) {
      problems.push({ path: `faq.${index}.keywords`, code: 'words-missing' });
    }
  }
  return [...problems, ...walkProblems(body)];
}

/** Every step id that a step names, with the field that names it. */
export function targetsOf(step: FlowStep): [field: string, target: string][] {
  const found: [string, string | undefined][] = [['next', step.next]];
  if (step.kind === 'ask' || step.kind === 'choice') found.push(['otherwise', step.otherwise]);
  if (step.kind === 'hours') found.push(['open', step.open], ['closed', step.closed]);
  if (step.kind === 'choice') {
    for (const [at, option] of step.options.entries()) found.push([`options.${at}.next`, option.next]);
  }
  return found.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
}

const waits = (step: FlowStep): boolean =>
  step.kind === 'ask' || step.kind === 'choice' || step.kind === 'questions';

/** Steps that nothing leads to, and circles in which nobody is ever asked anything. */
function walkProblems(body: FlowBody): FlowProblem[] {
  const at = new Map(body.steps.map((step, index) => [step.id, index]));
  const after = (step: FlowStep, index: number): number[] => {
    const named = targetsOf(step).flatMap(([, target]) => at.get(target) ?? []);
    const through = step.kind !== 'handover' && goesOn(step) && index + 1 < body.steps.length;
    return through ? [...named, index + 1] : named;
  };
  const reached = new Set<number>();
  const open = [0];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const step = body.steps[index];
    if (step === undefined || reached.has(index)) continue;
    reached.add(index);
    open.push(...after(step, index));
  }
  const problems: FlowProblem[] = [];
  for (const [index, step] of body.steps.entries()) {
    if (!reached.has(index)) problems.push({ path: `steps.${index}`, code: 'unreachable', detail: step.id });
    if (!waits(step) && returnsTo(body, index, after)) {
      problems.push({ path: `steps.${index}.next`, code: 'endless', detail: step.id });
    }
  }
  return problems;
}

/** Whether the step that follows in the list can be what comes next. */
function goesOn(step: FlowStep): boolean {
  if (step.kind === 'choice') return step.next === undefined && step.options.some((option) => !option.next);
  if (step.kind === 'hours') return step.next === undefined && (!step.open || !step.closed);
  return step.next === undefined;
}

function returnsTo(
  body: FlowBody,
  start: number,
  after: (step: FlowStep, index: number) => number[],
): boolean {
  const first = body.steps[start];
  const open = first === undefined ? [] : after(first, start);
  const seen = new Set<number>();
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index === start) return true;
    const step = body.steps[index];
    if (step === undefined || seen.has(index) || waits(step)) continue;
    seen.add(index);
    open.push(...after(step, index));
  }
  return false;
}
