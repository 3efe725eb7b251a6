import type { SettingField } from '../../../channels/contract.ts';

export type Values = Readonly<Record<string, string | number | boolean>>;

/** Reads a dotted path of stored settings. */
function at(settings: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
      settings,
    );
}

/** What the form begins with: stored values, else defaults. Stored secrets are unknown here and stay empty. */
export function startValues(
  fields: readonly SettingField[],
  stored: Readonly<Record<string, unknown>>,
): Values {
  const values: Record<string, string | number | boolean> = {};
  for (const field of fields) {
    const value = at(stored, field.name);
    if (field.kind === 'secret') continue;
    if (Array.isArray(value)) values[field.name] = value.join(', ');
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      values[field.name] = value;
    } else if (field.default !== undefined) values[field.name] = field.default;
  }
  return values;
}

/** Secrets that the server keeps; their fields may stay empty. */
export function storedSecrets(
  fields: readonly SettingField[],
  stored: Readonly<Record<string, unknown>>,
): string[] {
  return fields
    .filter((field) => field.kind === 'secret' && at(stored, field.name) === true)
    .map((field) => field.name);
}

/** Fields that are asked now; some depend on the value of another. */
export function askedFields(fields: readonly SettingField[], values: Values): SettingField[] {
  return fields.filter(({ when }) => when === undefined || values[when.name] === when.is);
}

/** Names of required fields that are still empty. */
export function missingFields(
  fields: readonly SettingField[],
  values: Values,
  kept: readonly string[],
): string[] {
  return askedFields(fields, values)
    .filter((field) => field.required && !kept.includes(field.name))
    .filter((field) => (values[field.name] ?? '') === '')
    .map((field) => field.name);
}

/** The nested object the server reads. Empty answers are left out. */
export function settingsOf(fields: readonly SettingField[], values: Values): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const field of askedFields(fields, values)) {
    const value = values[field.name];
    if (value === undefined || value === '') continue;
    put(settings, field.name.split('.'), value);
  }
  return settings;
}

function put(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = (target[name] ?? {}) as Record<string, unknown>;
  target[name] = inner;
  put(inner, rest, value);
}
