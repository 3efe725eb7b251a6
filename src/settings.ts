import { z } from 'zod';
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
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = z.infer<(typeof SETTINGS)[K]>;

export interface SettingView {
  key: string;
  rev: number;
  value: unknown;
}

/** The value in force, with defaults where nothing was written. */
export async function readSetting<K extends SettingKey>(house: House, key: K): Promise<SettingValue<K>> {
  const stored = await settingOf(house.store.settings, key);
  return SETTINGS[key].parse(stored ?? {}) as SettingValue<K>;
}

/** Every setting with the value in force. */
export async function listSettings(house: House): Promise<SettingView[]> {
  const stored = new Map((await allSettings(house.store.settings)).map((doc) => [doc._id, doc]));
  return (Object.keys(SETTINGS) as SettingKey[]).map((key) => {
    const doc = stored.get(key);
    return { key, rev: doc?.rev ?? 0, value: SETTINGS[key].parse(doc?.value ?? {}) };
  });
}

/** Checks and writes a setting and tells every screen. */
export async function changeSetting(house: House, key: string, value: unknown): Promise<SettingView> {
  const schema = Object.hasOwn(SETTINGS, key) ? SETTINGS[key as SettingKey] : undefined;
  if (schema === undefined) throw new HouseError('not_found', `There is no setting named "${key}".`);
  const doc = await writeSetting(house.store.settings, key, schema.parse(value));
  const view = { key, rev: doc.rev, value: doc.value };
  await house.events.publish([{ name: 'settings.changed', data: view, rooms: ['everyone'] }]);
  return view;
}
