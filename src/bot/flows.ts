import type { z } from 'zod';
import type { changeFlow as changeSchema, createFlow as createSchema } from '../api/protocol/bot.ts';
import {
  type FlowBody,
  type FlowProblem,
  type FlowView,
  flowBody,
  flowProblems,
} from '../api/protocol/bot.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { newId } from '../ids.ts';
import { changeSetting, readSetting } from '../settings.ts';
import {
  allFlows,
  changeFlowDoc,
  dropFlow,
  type FlowDoc,
  flowById,
  flowVersion,
  insertFlow,
  insertVersion,
  versionId,
  versionsOf,
} from '../store/flows.ts';

const MOST_VERSIONS_SHOWN = 100;

/** Mistakes that make a flow impossible to walk through; the others only have to be mended before publishing. */
const BROKEN: readonly FlowProblem['code'][] = ['step-unknown', 'step-twice', 'endless'];

/** Every flow with its newest version, oldest first. */
export async function listFlows(house: House): Promise<FlowView[]> {
  const docs = await allFlows(house.store.flows);
  return Promise.all(docs.map((doc) => present(house, doc, doc.version)));
}

/** One flow with the version asked for, the newest unless said. Rejects with `not_found`. */
export async function readFlow(house: House, id: string, version?: number): Promise<FlowView> {
  const doc = await existing(house, id);
  return present(house, doc, version ?? doc.version);
}

/** Adds a flow with its first version. */
export async function createFlow(
  house: House,
  actor: Actor,
  wanted: z.output<typeof createSchema>,
): Promise<FlowView> {
  refuseBroken(wanted.body);
  const at = new Date(house.clock.now());
  const doc: FlowDoc = { _id: newId(), rev: 1, name: wanted.name, version: 1, published: null, at };
  const first = { flowId: doc._id, version: 1, body: wanted.body, at, by: actor.name };
  await insertVersion(house.store.flowVersions, { _id: versionId(doc._id, 1), ...first });
  await insertFlow(house.store.flows, doc);
  return present(house, doc, 1);
}

/**
 * Writes a new version; what speaks stays until it is published. Rejects with `conflict` when somebody else has
 * changed the flow since it was read.
 */
export async function changeFlow(
  house: House,
  actor: Actor,
  id: string,
  wanted: z.output<typeof changeSchema>,
): Promise<FlowView> {
  refuseBroken(wanted.body);
  const doc = await existing(house, id);
  if (wanted.rev !== undefined && wanted.rev !== doc.rev) throw changedMeanwhile();
  const at = new Date(house.clock.now());
  let version = doc.version + 1;
  const content = { flowId: id, body: wanted.body, at, by: actor.name };
  // A number whose writer did not live to say so stays unused.
  while (
    !(await insertVersion(house.store.flowVersions, { _id: versionId(id, version), version, ...content }))
  )
    version += 1;
  const after = await changeFlowDoc(house.store.flows, doc, { name: wanted.name, version, at });
  if (after === null) throw changedMeanwhile();
  return present(house, after, version);
}

/** From now on this version speaks to whoever is greeted. Rejects with `invalid` naming the first mistake. */
export async function publishFlow(house: House, id: string, wanted: number | undefined): Promise<FlowView> {
  for (;;) {
    const doc = await existing(house, id);
    const version = wanted ?? doc.version;
    const body = await bodyOf(house, id, version);
    const [problem] = flowProblems(body);
    if (problem) throw refusal(problem);
    const after = await changeFlowDoc(house.store.flows, doc, { published: version });
    if (after !== null) return present(house, after, version);
  }
}

/** Takes a flow away. Rejects with `conflict` while it is the bot's. */
export async function removeFlow(house: House, id: string): Promise<void> {
  await existing(house, id);
  const setting = await readSetting(house, 'bot');
  if (setting.flow === id && setting.enabled) {
    throw new HouseError(
      'conflict',
      'The bot speaks by this flow; choose another one or switch the bot off.',
      'flow',
    );
  }
  if (setting.flow === id) await changeSetting(house, 'bot', { ...setting, flow: null });
  await dropFlow(house.store.flows, id);
}

/** The words of one version. Rejects with `not_found`. */
export async function bodyOf(house: House, flow: string, version: number): Promise<FlowBody> {
  const doc = await flowVersion(house.store.flowVersions, flow, version);
  if (doc === null) throw notFound('version of the flow');
  return flowBody.parse(doc.body);
}

async function existing(house: House, id: string): Promise<FlowDoc> {
  const doc = await flowById(house.store.flows, id);
  if (doc === null) throw notFound('flow');
  return doc;
}

async function present(house: House, doc: FlowDoc, shown: number): Promise<FlowView> {
  const { _id: id, rev, name, version, published } = doc;
  const versions = await versionsOf(house.store.flowVersions, id, MOST_VERSIONS_SHOWN);
  return {
    id,
    rev,
    name,
    version,
    published,
    shown,
    body: await bodyOf(house, id, shown),
    versions: versions.map(({ version: number, at, by }) => ({ version: number, at: at.toISOString(), by })),
  };
}

function refuseBroken(body: FlowBody): void {
  const problem = flowProblems(body).find(({ code }) => BROKEN.includes(code));
  if (problem) throw refusal(problem);
}

const SENTENCES: Readonly<Record<FlowProblem['code'], string>> = {
  'text-missing': 'The text is missing in one of the languages of the flow; write it',
  'step-unknown': 'There is no step of this name; choose one of the list',
  'step-twice': 'Two steps have the same name; rename one',
  endless: 'The steps lead in a circle without a question; let one of them lead on',
  unreachable: 'Nothing leads to this step; lead another step to it or remove it',
  'words-missing': 'The question has no keywords; write some',
  'nothing-to-set': 'The step sets nothing; choose a label, a language or a status',
};

function refusal({ path, code, detail }: FlowProblem): HouseError {
  const where = detail === undefined ? '' : ` (${detail})`;
  return new HouseError('invalid', `${SENTENCES[code]}${where}.`, `body.${path}`);
}

function changedMeanwhile(): HouseError {
  return new HouseError('conflict', 'Somebody else has changed this flow; load it again.', 'rev');
}
