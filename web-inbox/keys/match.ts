import { type Command, commands, type Shortcut } from './commands.ts';

export interface Stroke {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether these keys are the shortcut; on a Mac the command key stands for Ctrl. */
export function isShortcut(stroke: Stroke, keys: Shortcut): boolean {
  return (
    stroke.code === keys.code &&
    (stroke.ctrlKey || stroke.metaKey) === (keys.ctrl ?? false) &&
    stroke.altKey === (keys.alt ?? false) &&
    stroke.shiftKey === (keys.shift ?? false)
  );
}

/** The command of a key stroke. While somebody writes, plain keys are letters and only combinations are commands. */
export function commandFor(stroke: Stroke, writing: boolean): Command | undefined {
  return commands.find((command) =>
    [command.keys, command.also].some(
      (keys) =>
        keys !== undefined &&
        isShortcut(stroke, keys) &&
        (!writing || keys.alt === true || keys.ctrl === true),
    ),
  );
}

const names: Readonly<Record<string, string>> = { Slash: '/', Comma: ',', Escape: 'Esc', Enter: 'Enter' };

/** The keys as they are written on a keyboard. */
export function keyNames(keys: Shortcut): string[] {
  const cap = names[keys.code] ?? keys.code.replace(/^(Key|Digit)/, '');
  if (keys.code === 'Slash' && keys.shift === true) return ['?'];
  return [
    ...(keys.ctrl === true ? ['Ctrl'] : []),
    ...(keys.alt === true ? ['Alt'] : []),
    ...(keys.shift === true ? ['Shift'] : []),
    cap,
  ];
}
