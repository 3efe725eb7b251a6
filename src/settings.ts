import { z } from 'zod';
import { botSetting } from './api/protocol/bot.ts';
import { knowsZone } from './api/protocol/zone.ts';
import { alarmsSetting, deliverySetting, routingSetting } from './api/protocol.ts';
import { REFUSAL_REASONS, REGIONS, type Region } from './crm/defaults.ts';
import { HouseError } from './errors.ts';
import type { House } from './house.ts';
import { allSettings, settingOf, writeSetting } from './store/settings.ts';

/** The closed list of settings that the administrator changes while the service runs. Unset members have defaults. */
export const SETTINGS = {
  house: z.strictObject({
    /** Shown in the window's title and in mail that the house itself writes. */
    name: z.string().trim().min(1).max(100).default('Okno'),
    language: z.enum(['ru', 'uk', 'uz', 'en']).default('ru'),
    /** How long an answer can be taken back before it leaves. */
    undoSeconds: z.int().min(0).max(60).default(0),
  }),
  /** Where the house is; what is left out follows from its language. */
  region: z.strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    zone: z
      .string()
      .max(64)
      .refine(knowsZone, 'This is no time zone: write one like Europe/Moscow.')
      .optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  }),
  /** Why people did not buy; a refusal names one of them. Left out, they are the ones of the house's language. */
  refusalReasons: z.strictObject({
    reasons: z.array(z.string().trim().min(1).max(200)).min(1).max(100).optional(),
  }),
  routing: routingSetting,
  /** Whether and when the bot speaks. */
  bot: botSetting,
  alarms: alarmsSetting,
  delivery: deliverySetting,
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = z.infer<(typeof SETTINGS)[K]>;

export interface SettingView {
  key: string;
  rev: number;
  value: unknown;
}

/** Where the house is and how it counts. */
export async function regionOf(house: House): Promise<Region> {
  const { language } = await readSetting(house, 'house');
  const usual = REGIONS[language];
  const {
    country = usual.country,
    zone = usual.zone,
    currency = usual.currency,
  } = await readSetting(house, 'region');
  return { country, zone, currency };
}

/** Why people may refuse. */
export async function refusalReasonsOf(house: House): Promise<readonly string[]> {
  const { reasons } = await readSetting(house, 'refusalReasons');
  return reasons ?? REFUSAL_REASONS[(await readSetting(house, 'house')).language];
}

/** What an unset member means depends on the language of the house. */
function inForce(key: string, value: unknown, language: SettingValue<'house'>['language']): unknown {
  if (key === 'region') return { ...REGIONS[language], ...(value as object) };
  if (key === 'refusalReasons') return { reasons: REFUSAL_REASONS[language], ...(value as object) };
  return value;
}

/** The value as it was written, with defaults where nothing was. */
export async function readSetting<K extends SettingKey>(house: House, key: K): Promise<SettingValue<K>> {
  const stored = await settingOf(house.store.settings, key);
  return SETTINGS[key].parse(stored ?? {}) as SettingValue<K>;
}

/** Every setting with the value in force. */
export async function listSettings(house: House): Promise<SettingView[]> {
  const stored = new Map((await allSettings(house.store.settings)).map((doc) => [doc._id, doc]));
  const { language } = SETTINGS.house.parse(stored.get('house')?.value ?? {});
  return (Object.keys(SETTINGS) as SettingKey[]).map((key) => {
    const doc = stored.get(key);
    return { key, rev: doc?.rev ?? 0, value: inForce(key, SETTINGS[key].parse(doc?.value ?? {}), language) };
  });
}

/** Checks and writes a setting and tells every screen. */
export async function changeSetting(house: House, key: string, value: unknown): Promise<SettingView> {
  const schema = Object.hasOwn(SETTINGS, key) ? SETTINGS[key as SettingKey] : undefined;
  if (schema === undefined) throw new HouseError('not_found', `There is no setting named "${key}".`);
  const doc = await writeSetting(house.store.settings, key, schema.parse(value));
  const { language } = await readSetting(house, 'house');
  const view = { key, rev: doc.rev, value: inForce(key, doc.value, language) };
  await house.events.publish([{ name: 'settings.changed', data: view, rooms: ['everyone'] }]);
  return view;
}
