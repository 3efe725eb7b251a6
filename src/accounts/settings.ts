import type { Channel, SettingProblem } from '../../channels/contract.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';

type Settings = Record<string, unknown>;

/** Checked settings apart from their secrets, ready to be stored. */
export type SealedSettings = Pick<AccountDoc, 'settings' | 'secretFields'> & { sealed: string };

const purposeOf = (accountId: string): string => `account:${accountId}`;

/** Checks settings as the channel wants them. Throws `invalid` naming the first field to mend. */
export function checkSettings(channel: Channel, input: unknown): object {
  const parsed = channel.parseSettings(input);
  if (parsed.ok) return parsed.settings;
  const [problem] = parsed.problems;
  throw new HouseError('invalid', sentence(parsed.problems), problem && `settings.${problem.field}`);
}

function sentence(problems: readonly SettingProblem[]): string {
  return (
    problems.map(({ field, message }) => `${field}: ${message}`).join('; ') || 'The settings are not usable.'
  );
}

/** Takes the secrets out of checked settings and seals them. */
export function sealSettings(
  house: House,
  channel: Channel,
  accountId: string,
  settings: object,
): SealedSettings {
  const open = structuredClone(settings) as Settings;
  const secrets: Record<string, unknown> = {};
  for (const { name, kind } of channel.fields) {
    if (kind !== 'secret') continue;
    const value = readPath(open, name);
    if (value === undefined || value === '') continue;
    secrets[name] = value;
    deletePath(open, name);
  }
  const sealed = house.secrets.seal(JSON.stringify(secrets), purposeOf(accountId));
  return { settings: open, secretFields: Object.keys(secrets), sealed };
}

/** The settings with their secrets. Throws when OKNO_SECRET is not the one they were sealed with. */
export function openSettings(house: House, account: AccountDoc): Settings {
  const settings = structuredClone(account.settings);
  if (account.sealed === undefined) return settings;
  const secrets = JSON.parse(house.secrets.open(account.sealed, purposeOf(account._id))) as Settings;
  for (const [path, value] of Object.entries(secrets)) writePath(settings, path, value);
  return settings;
}

/**
 * New settings over stored ones. Secrets that are left out, empty, or come back as the mark `true` keep their stored
 * value; everything else is replaced.
 */
export function mergeSettings(channel: Channel, stored: Settings, given: Settings): Settings {
  const merged = structuredClone(given);
  for (const { name, kind } of channel.fields) {
    if (kind !== 'secret') continue;
    const value = readPath(merged, name);
    if (value !== undefined && value !== '' && value !== true) continue;
    const kept = readPath(stored, name);
    if (kept === undefined) deletePath(merged, name);
    else writePath(merged, name, kept);
  }
  return merged;
}

function parentOf(settings: Settings, path: string, make: boolean): [Settings, string] | undefined {
  const names = path.split('.');
  const last = names.pop();
  let target = settings;
  for (const name of names) {
    const inner = target[name];
    if (typeof inner === 'object' && inner !== null) target = inner as Settings;
    else if (make) {
      const made: Settings = {};
      target[name] = made;
      target = made;
    } else return undefined;
  }
  return last === undefined ? undefined : [target, last];
}

function readPath(settings: Settings, path: string): unknown {
  const found = parentOf(settings, path, false);
  return found?.[0][found[1]];
}

function writePath(settings: Settings, path: string, value: unknown): void {
  const found = parentOf(settings, path, true);
  if (found) found[0][found[1]] = value;
}

function deletePath(settings: Settings, path: string): void {
  const found = parentOf(settings, path, false);
  if (found) delete found[0][found[1]];
}
