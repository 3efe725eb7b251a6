import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { openNow } from '../app/actions.ts';
import { useMe, useServices } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import { commands, isFor } from './commands.ts';
import { groupWord } from './group-word.ts';
import css from './keys.module.css';
import { Keys } from './keys.tsx';

interface PaletteProps {
  onDone(): void;
  /** What is no command may be a person's name. */
  onSearch(query: string): void;
}

/** Every command by its name, for those who do not remember the key; behind them the search for what was typed. */
export function Palette({ onDone, onSearch }: PaletteProps) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const open = openNow(services);
  const wanted = query.trim();
  const needle = wanted.toLocaleLowerCase();
  const fitting = commands.filter(
    (command) =>
      command.id !== 'palette' &&
      isFor(command, me.role) &&
      (command.needsConversation !== true || open !== null) &&
      t(command.title).toLocaleLowerCase().includes(needle),
  );
  const searchable = wanted.length >= 2;
  const last = fitting.length - (searchable ? 0 : 1);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const run = (index: number): void => {
    const command = fitting[index];
    if (command === undefined) {
      if (searchable) onSearch(wanted);
      return;
    }
    onDone();
    command.run(services, open ?? '');
  };
  return (
    <div className={css.palette}>
      <div className={css.find}>
        <IconSearch size={18} />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to write in it
          autoFocus
          data-autofocus
          placeholder={t('command.find')}
          aria-label={t('command.find')}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, last));
            else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0));
            else if (event.key === 'Enter') run(at);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div className={css.list} ref={list} role="listbox" aria-label={t('command.palette')}>
        {fitting.map((command, index) => (
          <button
            key={command.id}
            type="button"
            role="option"
            aria-selected={index === at}
            className={css.command}
            onMouseEnter={() => setAt(index)}
            onClick={() => run(index)}
          >
            <span className={css.group}>{t(groupWord(command.group))}</span>
            <span className={css.title}>{t(command.title)}</span>
            {command.keys !== undefined && <Keys keys={command.keys} />}
          </button>
        ))}
        {searchable && (
          <button
            type="button"
            role="option"
            aria-selected={at === last}
            className={css.command}
            onMouseEnter={() => setAt(last)}
            onClick={() => run(last)}
          >
            <span className={css.group}>{t('command.search')}</span>
            <span className={css.title}>{t('command.searchFor', { query: wanted })}</span>
          </button>
        )}
        {last < 0 && <p className={css.nothing}>{t('command.nothing')}</p>}
      </div>
    </div>
  );
}
