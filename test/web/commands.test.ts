import { describe, expect, it } from 'vitest';
import { commands, type Shortcut } from '../../web-inbox/keys/commands.ts';
import { commandFor, keyNames, type Stroke } from '../../web-inbox/keys/match.ts';

const stroke = (keys: Shortcut): Stroke => ({
  code: keys.code,
  ctrlKey: keys.ctrl ?? false,
  altKey: keys.alt ?? false,
  shiftKey: keys.shift ?? false,
  metaKey: false,
});

describe('the table of commands', () => {
  it('gives every key to one command only', () => {
    const keys = commands
      .flatMap((command) => [command.keys, command.also])
      .filter((one) => one !== undefined);
    const names = keys.map((one) => keyNames(one).join('+'));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  });

  it.each(commands.filter((command) => command.keys !== undefined))('finds $id by its keys', (command) => {
    for (const keys of [command.keys, command.also]) {
      if (keys !== undefined) expect(commandFor(stroke(keys), false)?.id).toBe(command.id);
    }
  });

  it('goes by the place of a key, so that a Russian layout has the same shortcuts', () => {
    const russian = { ...stroke({ code: 'KeyJ' }), key: 'о' };
    expect(commandFor(russian, false)?.id).toBe('next');
  });

  it('leaves plain keys to somebody who writes, and keeps combinations', () => {
    expect(commandFor(stroke({ code: 'KeyJ' }), true)).toBeUndefined();
    expect(commandFor(stroke({ code: 'Slash', shift: true }), true)).toBeUndefined();
    expect(commandFor(stroke({ code: 'KeyK', ctrl: true }), true)?.id).toBe('palette');
    expect(commandFor(stroke({ code: 'KeyP', alt: true }), true)?.id).toBe('note');
  });

  it('takes the command key of a Mac for Ctrl', () => {
    expect(commandFor({ ...stroke({ code: 'KeyK' }), metaKey: true }, true)?.id).toBe('palette');
  });
});
