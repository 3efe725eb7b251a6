import { useEffect, useState } from 'react';
import type { HouseHealthView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { amount } from '../../i18n/amounts.ts';
import { fileSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import page from '../settings/page.module.css';
import css from './health.module.css';

const storeWords = {
  ok: 'connections.storeOk',
  unreachable: 'connections.storeUnreachable',
  full: 'connections.storeFull',
} as const;

/** What the server itself is short of. */
export function HouseHealth() {
  const office = useOffice();
  const { router } = useServices();
  const { t, language } = useWords();
  const [house, setHouse] = useState<HouseHealthView | 'unreachable' | null>(null);
  useEffect(() => {
    office.health().then(setHouse, (error: unknown) => {
      const away = error instanceof ApiError && error.code === 'unavailable';
      setHouse(away ? 'unreachable' : null);
    });
  }, [office]);
  if (house === null) return null;
  if (house === 'unreachable') {
    return (
      <section className={page.group} aria-label={t('connections.house')}>
        <h3>{t('connections.house')}</h3>
        <dl className={css.facts}>
          <div data-bad>
            <dt>{t('connections.store')}</dt>
            <dd>{t('connections.storeUnreachable')}</dd>
          </div>
        </dl>
      </section>
    );
  }
  const { disk, files } = house;
  const used = fileSize(files.bytes, language);
  return (
    <section className={page.group} aria-label={t('connections.house')}>
      <h3>{t('connections.house')}</h3>
      <dl className={css.facts}>
        <div data-bad={house.store !== 'ok' || undefined}>
          <dt>{t('connections.store')}</dt>
          <dd>{t(storeWords[house.store])}</dd>
        </div>
        {house.redis !== 'unused' && (
          <div data-bad={house.redis !== 'ok' || undefined}>
            <dt>{t('connections.redis')}</dt>
            <dd>{t(storeWords[house.redis])}</dd>
          </div>
        )}
        {disk !== undefined && (
          <div data-bad={disk.low || undefined}>
            <dt>{t('connections.disk')}</dt>
            <dd>
              {fileSize(disk.free, language)} {disk.low && t('connections.diskLow')}
            </dd>
          </div>
        )}
        <div data-bad={files.state === 'full' || undefined}>
          <dt>{t('connections.files')}</dt>
          <dd>
            {files.state === 'full' && `${t('connections.filesFull')} · `}
            {files.quota === undefined
              ? used
              : t('connections.filesOf', { used, quota: fileSize(files.quota, language) })}
          </dd>
        </div>
        <div data-bad={house.quarantine > 0 || undefined}>
          <dt>{t('connections.quarantine')}</dt>
          <dd>
            <button type="button" className={css.link} onClick={() => router.go({ page: 'quarantine' })}>
              {amount(house.quarantine, language)}
            </button>
          </dd>
        </div>
        <div>
          <dt>{t('connections.unapplied')}</dt>
          <dd>{amount(house.unapplied, language)}</dd>
        </div>
      </dl>
    </section>
  );
}
