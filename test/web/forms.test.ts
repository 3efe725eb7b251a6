import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../src/registry.ts';
import { formWords } from '../../web-inbox/channels/form-words.ts';

const registry = createRegistry();

describe.each(Object.entries(formWords))('account forms in %s', (_language, words) => {
  it.each([...registry].map(([name, channel]) => [String(name), channel] as const))(
    'have words for every question of %s',
    (name, { fields }) => {
      for (const field of fields) {
        const parts = field.name.split('.');
        expect(words.fields[parts.at(-1) ?? ''], field.name).toMatch(/\S/);
        if (parts.length > 1) expect(words.groups[parts[0] ?? ''], field.name).toMatch(/\S/);
        for (const choice of field.choices ?? []) expect(words.choices[choice], choice).toMatch(/\S/);
      }
      expect(words.help[name]).toMatch(/\S/);
      expect(words.about[name]).toMatch(/\S/);
    },
  );
});
