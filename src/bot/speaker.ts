import type { BotSetting } from '../api/protocol/bot.ts';
import type { BotLanguage, FlowBody } from '../api/protocol/flow.ts';
import type { Actor, House } from '../house.ts';
import { readSetting, regionOf } from '../settings.ts';
import { allAccounts } from '../store/accounts.ts';
import { flowById, flowVersion } from '../store/flows.ts';
import type { Hours } from './hours.ts';

/** The bot as it is switched on now: what it says, when, as whom. */
export interface Speaker {
  setting: BotSetting;
  flow: string;
  version: number;
  hours: Hours;
  actor: Actor;
  /** Name of the house, for the texts. */
  house: string;
  /** Language of the house, for notes. */
  language: BotLanguage;
  /** Addresses of our own accounts, lower case. */
  own: ReadonlySet<string>;
  /** Words of a version; null when it never was. */
  bodyOf(flow: string, version: number): Promise<FlowBody | null>;
}

/** Null when the bot is off, or has nothing published to say. */
export async function readSpeaker(house: House, bodies: Map<string, FlowBody>): Promise<Speaker | null> {
  const setting = await readSetting(house, 'bot');
  if (!setting.enabled || setting.flow === null) return null;
  const doc = await flowById(house.store.flows, setting.flow);
  if (doc === null || doc.published === null) return null;
  const [named, region, accounts] = await Promise.all([
    readSetting(house, 'house'),
    regionOf(house),
    allAccounts(house.store.accounts),
  ]);
  const name = setting.name || named.name;
  const own = accounts.flatMap(({ self, aliases }) => [...(self === undefined ? [] : [self]), ...aliases]);
  return {
    setting,
    flow: doc._id,
    version: doc.published,
    hours: { ...setting, zone: setting.zone ?? region.zone },
    actor: { kind: 'bot', id: null, name, role: 'administrator', teams: [] },
    house: named.name,
    language: named.language,
    own: new Set(own.map((address) => address.toLowerCase())),
    bodyOf: (flow, version) => bodyOf(house, bodies, flow, version),
  };
}

/** Whether the version that a speaker speaks by is still the published one. */
export async function isCurrent(house: House, { flow, version }: Speaker): Promise<boolean> {
  return (await flowById(house.store.flows, flow))?.published === version;
}

/** Versions never change, so each is read once. */
async function bodyOf(
  house: House,
  bodies: Map<string, FlowBody>,
  flow: string,
  version: number,
): Promise<FlowBody | null> {
  const key = `${flow}:${version}`;
  const known = bodies.get(key);
  if (known !== undefined) return known;
  const doc = await flowVersion(house.store.flowVersions, flow, version);
  if (doc === null) return null;
  bodies.set(key, doc.body);
  return doc.body;
}
