import { useWords } from '../i18n/i18n.ts';
import { commands } from './commands.ts';
import { groupWord } from './group-word.ts';
import css from './keys.module.css';
import { Keys } from './keys.tsx';

const groups = ['go', 'conversation', 'person', 'write', 'app'] as const;

/** All shortcuts, straight from the table of commands. */
export function HelpSheet() {
  const { t } = useWords();
  return (
    <>
      <p className={css.hint}>{t('command.helpHint')}</p>
      <div className={css.sheet}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{t(groupWord(group))}</h3>
            {commands
              .filter((command) => command.group === group && command.keys !== undefined)
              .map((command) => (
                <div key={command.id} className={css.line}>
                  <span>{t(command.title)}</span>
                  <span>
                    {command.keys !== undefined && <Keys keys={command.keys} />}
                    {command.also !== undefined && <Keys keys={command.also} />}
                  </span>
                </div>
              ))}
          </section>
        ))}
      </div>
    </>
  );
}
