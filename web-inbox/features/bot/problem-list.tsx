import { IconAlertCircle } from '@tabler/icons-react';
import {
  BOT_LANGUAGES,
  type BotLanguage,
  type FlowBody,
  type FlowProblem,
} from '../../../src/api/protocol/bot.ts';
import { languageNames, useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';
import { problemWords, stepOfProblem, useEditing } from './problems.tsx';
import { stepTitle } from './step-title.ts';

interface Props {
  body: FlowBody;
  problems: readonly FlowProblem[];
  onLanguage(language: BotLanguage): void;
}

const SHOWN = 6;

/** What has to be mended before the flow can be published. */
export function ProblemList({ body, problems, onLanguage }: Props) {
  const { t } = useWords();
  const { language } = useEditing();
  if (problems.length === 0) return null;
  return (
    <div className={css.problems} role="status">
      <p>
        <IconAlertCircle size={17} /> {t('bot.problems', { count: problems.length })}
      </p>
      <ul>
        {problems.slice(0, SHOWN).map((problem) => {
          const index = stepOfProblem(problem);
          const step = index === null ? undefined : body.steps[index];
          const where =
            step === undefined || index === null ? t('bot.faq') : stepTitle(t, step, index, language);
          const missing = BOT_LANGUAGES.find(
            (one) => problem.code === 'text-missing' && one === problem.detail,
          );
          return (
            <li key={`${problem.path}:${problem.code}`}>
              {where}: {problemWords(t, problem)}
              {missing !== undefined && ' · '}
              {missing !== undefined && (
                <button type="button" className={css.link} onClick={() => onLanguage(missing)}>
                  {languageNames[missing]}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
