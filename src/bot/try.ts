import type { z } from 'zod';
import type { Channel } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import type { FlowBody, TryView, tryFlow as trySchema } from '../api/protocol/bot.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { readSetting, regionOf } from '../settings.ts';
import { allAccounts } from '../store/accounts.ts';
import { decide } from './decide.ts';
import { isOpen, nextOpening } from './hours.ts';
import { renderAll, renderOn } from './rehearse.ts';
import { type Act, type BotState, freshState, type Scene } from './state.ts';

/** Between two messages of the test chat; a person reads and writes. */
const PAUSE_MS = 20_000;

/** Plays a conversation through from its beginning on one channel. Nothing is stored and nothing leaves the house. */
export async function tryFlow(
  house: House,
  body: FlowBody,
  wanted: z.output<typeof trySchema>,
): Promise<TryView> {
  const channels = await connected(house);
  const channel = pick(house, channels, wanted.channel);
  let now = wanted.at === undefined ? house.clock.now() : Date.parse(wanted.at);
  let state: BotState = freshState();
  const transcript: TryView['transcript'] = [];
  const scene = await stage(house, body, wanted.language);
  for (const text of wanted.messages) {
    transcript.push({ by: 'person', text });
    const incoming = { text, ownPhones: [], hasFiles: false, at: now };
    const decided = decide(state, incoming, { ...scene, now, ...timesOf(scene, now) });
    state = decided.state;
    transcript.push(...decided.acts.map((act) => lineOf(channel, act)));
    now += PAUSE_MS;
  }
  const { language } = wanted.messages.length > 0 ? state : { language: body.languages[0] ?? 'ru' };
  return {
    transcript,
    language,
    waitsAt: state.step,
    renderings: renderAll(channels, body, { ...scene, now }, language),
  };
}

function lineOf(channel: Channel, act: Act): TryView['transcript'][number] {
  if (act.kind === 'say') return { by: 'bot', rendered: renderOn(channel, act) };
  return { by: 'house', what: act.kind, detail: detailOf(act) };
}

function detailOf(act: Exclude<Act, { kind: 'say' }>): string {
  switch (act.kind) {
    case 'save':
      return `${act.field ?? act.ask}: ${act.value}`;
    case 'set':
      return [act.label, act.language, act.lead].filter((part) => part !== undefined).join(', ');
    case 'faq':
      return act.entry;
    case 'stopped':
      return act.why;
    case 'handover':
      return act.to.kind === 'team' ? act.to.id : '';
    case 'began':
      return '';
  }
}

type Stage = Scene & { setting: Parameters<typeof isOpen>[0] };

/** A stranger in this house, now. */
export async function stage(house: House, body: FlowBody, language: string | undefined): Promise<Stage> {
  const [setting, named, region] = await Promise.all([
    readSetting(house, 'bot'),
    readSetting(house, 'house'),
    regionOf(house),
  ]);
  return {
    body,
    flow: 'try',
    version: 0,
    now: 0,
    open: true,
    opens: () => '',
    known: {},
    isNew: true,
    house: named.name,
    setting: { ...setting, zone: setting.zone ?? region.zone },
    ...(language === undefined ? {} : { language }),
  };
}

/** What the clock says in a scene. */
export function timesOf({ setting }: Stage, now: number): Pick<Scene, 'open' | 'opens'> {
  return {
    open: isOpen(setting, now),
    opens: (language) => nextOpening(setting, now, language),
  };
}

/** The kinds of channels that have an account; all that are built in while there is none. */
async function connected(house: House): Promise<Channel[]> {
  const names = new Set((await allAccounts(house.store.accounts)).map(({ channel }) => channel));
  const all = [...house.registry.values()];
  const used = all.filter(({ codec }) => names.has(codec.channel));
  return used.length > 0 ? used : all;
}

function pick(house: House, channels: readonly Channel[], wanted: string | undefined): Channel {
  const channel = wanted === undefined ? channels[0] : house.registry.get(channelName(wanted));
  if (channel !== undefined) return channel;
  throw new HouseError('invalid', 'There is no channel of this kind; choose one of the list.', 'channel');
}
