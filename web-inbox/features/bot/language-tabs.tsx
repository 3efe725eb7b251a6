import { ActionIcon, Menu } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import {
  BOT_LANGUAGES,
  type BotLanguage,
  type FlowBody,
  type FlowProblem,
} from '../../../src/api/protocol/bot.ts';
import { languageNames, useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';

interface Props {
  body: FlowBody;
  language: BotLanguage;
  problems: readonly FlowProblem[];
  onChoose(language: BotLanguage): void;
  onChange(body: FlowBody): void;
}

/** Which language is being written; each says how many of its texts are missing. */
export function LanguageTabs({ body, language, problems, onChoose, onChange }: Props) {
  const { t } = useWords();
  const missing = (one: BotLanguage): number =>
    problems.filter(({ code, detail }) => code === 'text-missing' && detail === one).length;
  const others = BOT_LANGUAGES.filter((one) => !body.languages.includes(one));
  const remove = (one: BotLanguage): void => {
    const languages = body.languages.filter((known) => known !== one);
    onChange({ ...body, languages });
    if (language === one && languages[0] !== undefined) onChoose(languages[0]);
  };
  return (
    <fieldset className={css.languages} aria-label={t('bot.languages')}>
      {body.languages.map((one) => (
        <span key={one} className={css.language} data-chosen={one === language || undefined}>
          <button type="button" aria-pressed={one === language} onClick={() => onChoose(one)}>
            {languageNames[one]}
            {missing(one) > 0 && <span className={css.missing}>{missing(one)}</span>}
          </button>
          {body.languages.length > 1 && (
            <ActionIcon
              size={20}
              aria-label={t('bot.removeLanguage', { language: languageNames[one] })}
              onClick={() => remove(one)}
            >
              <IconX size={13} />
            </ActionIcon>
          )}
        </span>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon size={30} aria-label={t('bot.addLanguage')}>
              <IconPlus size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((one) => (
              <Menu.Item
                key={one}
                onClick={() => {
                  onChange({ ...body, languages: [...body.languages, one] });
                  onChoose(one);
                }}
              >
                {languageNames[one]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </fieldset>
  );
}
