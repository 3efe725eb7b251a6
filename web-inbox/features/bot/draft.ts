import {
  END,
  type FaqEntry,
  type FlowBody,
  type FlowStep,
  type StepKind,
} from '../../../src/api/protocol/bot.ts';

/** What kinds of steps can be added, in the order of the menu. */
export const STEP_KINDS: readonly StepKind[] = [
  'say',
  'ask',
  'choice',
  'questions',
  'hours',
  'set',
  'handover',
];

/** A new step of a kind at the end of a flow, with a name that no other has. */
export function withNewStep(body: FlowBody, kind: StepKind): FlowBody {
  return { ...body, steps: [...body.steps, emptyStep(kind, freeId(kind, body.steps))] };
}

export function withStep(body: FlowBody, index: number, step: FlowStep): FlowBody {
  return { ...body, steps: body.steps.map((one, at) => (at === index ? step : one)) };
}

/** Without a step; what led to it leads on to the following one. */
export function withoutStep(body: FlowBody, index: number): FlowBody {
  const gone = body.steps[index]?.id;
  const steps = body.steps.filter((_, at) => at !== index);
  return { ...body, steps: steps.map((step) => forget(step, gone)) };
}

export function withMoved(body: FlowBody, index: number, by: 1 | -1): FlowBody {
  const steps = [...body.steps];
  const [step] = steps.splice(index, 1);
  if (step !== undefined) steps.splice(index + by, 0, step);
  return { ...body, steps };
}

export function withNewFaq(body: FlowBody): FlowBody {
  const entry: FaqEntry = { id: freeId('faq', body.faq), keywords: {}, answer: {} };
  return { ...body, faq: [...body.faq, entry] };
}

export function withFaq(body: FlowBody, index: number, entry: FaqEntry): FlowBody {
  return { ...body, faq: body.faq.map((one, at) => (at === index ? entry : one)) };
}

/** The first name of this kind that is free: `ask`, `ask-2`, `ask-3`. */
export function freeId(base: string, taken: readonly { id: string }[]): string {
  const ids = new Set([...taken.map(({ id }) => id), END]);
  if (!ids.has(base)) return base;
  let number = 2;
  while (ids.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

function emptyStep(kind: StepKind, id: string): FlowStep {
  switch (kind) {
    case 'ask':
      return { id, kind, ask: 'wish', text: {}, again: {}, attempts: 2, skip: true, skipKnown: true };
    case 'choice':
      return { id, kind, text: {}, again: {}, attempts: 2, options: [emptyOption([])] };
    case 'hours':
    case 'set':
      return { id, kind };
    case 'handover':
      return { id, kind, text: {}, to: { kind: 'routing' }, note: true };
    default:
      return { id, kind, text: {} };
  }
}

export function emptyOption(others: readonly { id: string }[]) {
  return { id: freeId('option', others), label: {}, keywords: {} };
}

/** Puts a value in or takes the member away, for members that are absent rather than empty. */
export function put<T extends object, K extends string>(object: T, key: K, value: unknown): T {
  const { [key]: _before, ...rest } = object as Record<string, unknown>;
  return (value === undefined || value === '' ? rest : { ...rest, [key]: value }) as T;
}

function forget(step: FlowStep, gone: string | undefined): FlowStep {
  let next = step;
  for (const key of ['next', 'otherwise', 'open', 'closed']) {
    if ((next as Record<string, unknown>)[key] === gone) next = put(next, key, undefined);
  }
  if (next.kind !== 'choice') return next;
  const options = next.options.map((option) =>
    option.next === gone ? put(option, 'next', undefined) : option,
  );
  return { ...next, options };
}
