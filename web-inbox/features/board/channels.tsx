import type { BoardView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { ChannelIcon } from '../../channels/icons.tsx';
import { stretch } from '../../i18n/amounts.ts';
import { useWords } from '../../i18n/i18n.ts';
import board from './board.module.css';
import css from './people.module.css';

/** A lag below this many seconds is nothing to speak of. */
const notableLag = 120;

/** Each connection in one line; more stands on its own page. */
export function ChannelStrip({ board: live }: { board: BoardView }) {
  const { router } = useServices();
  const { t, language } = useWords();
  return (
    <section className={board.card} aria-label={t('board.channels')}>
      <div className={board.cardHead}>
        <h2>{t('board.channels')}</h2>
        <button type="button" className={board.link} onClick={() => router.go({ page: 'channels' })}>
          {t('common.more')}
        </button>
      </div>
      <ul className={css.channels}>
        {live.channels.map(({ account, lag }) => {
          const state = account.enabled ? account.health.state : 'off';
          return (
            <li key={account.id} className={css.channel}>
              <ChannelIcon channel={account.channel} size={17} />
              <span className={css.name}>{account.name}</span>
              <span className={css.state} data-state={state}>
                {t(`health.${state}`)}
                {lag !== undefined &&
                  lag >= notableLag &&
                  `, ${t('board.lag', { span: stretch(lag, language) })}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
