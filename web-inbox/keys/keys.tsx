import { Kbd } from '@mantine/core';
import type { Shortcut } from './commands.ts';
import css from './keys.module.css';
import { keyNames } from './match.ts';

/** A shortcut as keys. */
export function Keys({ keys }: { keys: Shortcut }) {
  return (
    <span className={css.keys}>
      {keyNames(keys).map((name) => (
        <Kbd key={name} size="xs">
          {name}
        </Kbd>
      ))}
    </span>
  );
}
