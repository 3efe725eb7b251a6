import { Badge, Button } from '@mantine/core';
import type { FlowView } from '../../../src/api/protocol/bot.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';
import play from './play.module.css';

interface Props {
  flow: FlowView;
  /** Takes an older version into the editor. */
  onLoad(version: number): void;
  /** Lets an older version speak. */
  onPublish(version: number): void;
}

/** The versions of a flow; an older one can be looked at, taken up again, or published. */
export function Versions({ flow, onLoad, onPublish }: Props) {
  const { t, language } = useWords();
  return (
    <ol className={play.versions}>
      {flow.versions.map(({ version, at, by }) => (
        <li key={version}>
          <span className={css.grow}>
            {t('bot.version', { version })}{' '}
            {version === flow.published && (
              <Badge size="sm" variant="light">
                {t('bot.published')}
              </Badge>
            )}
            <span className={css.sub}>
              {by}, {fullTime(at, language)}
            </span>
          </span>
          <Button size="compact-sm" variant="default" onClick={() => onLoad(version)}>
            {t('bot.load')}
          </Button>
          {version !== flow.published && (
            <Button size="compact-sm" variant="light" onClick={() => onPublish(version)}>
              {t('bot.publish')}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
