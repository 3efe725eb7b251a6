import { IconArrowLeft, IconMessageBolt, IconPlugConnected, IconUser, IconUsers } from '@tabler/icons-react';
import { useMe, useServices } from '../../app/context.tsx';
import { inboxFilter, type SettingsSection } from '../../app/route.ts';
import { useWords } from '../../i18n/i18n.ts';
import { AccountsSection } from './accounts.tsx';
import { CannedSection } from './canned.tsx';
import css from './page.module.css';
import { PeopleSection } from './people.tsx';
import { ProfileSection } from './profile.tsx';

const sections = [
  { id: 'profile', icon: IconUser, word: 'settings.profile', administrator: false },
  { id: 'accounts', icon: IconPlugConnected, word: 'settings.accounts', administrator: false },
  { id: 'people', icon: IconUsers, word: 'settings.people', administrator: true },
  { id: 'canned', icon: IconMessageBolt, word: 'settings.canned', administrator: false },
] as const;

/** Settings: a list of sections and the chosen one. */
export function SettingsPage({ section }: { section: SettingsSection }) {
  const { router } = useServices();
  const { t } = useWords();
  const me = useMe();
  return (
    <div className={css.page}>
      <nav className={css.nav} aria-label={t('settings.title')}>
        <button
          type="button"
          className={css.back}
          onClick={() => router.go({ page: 'inbox', filter: inboxFilter, conversation: null, seq: null })}
        >
          <IconArrowLeft size={17} /> {t('nav.inbox')}
        </button>
        <h1>{t('settings.title')}</h1>
        <div className={css.links}>
          {sections
            .filter((one) => !one.administrator || me.role === 'administrator')
            .map(({ id, icon: Icon, word }) => (
              <button
                key={id}
                type="button"
                className={css.link}
                aria-current={id === section ? 'page' : undefined}
                onClick={() => router.go({ page: 'settings', section: id })}
              >
                <Icon size={18} stroke={1.8} />
                {t(word)}
              </button>
            ))}
        </div>
      </nav>
      <div className={css.body}>
        <div className={css.column}>
          {section === 'profile' && <ProfileSection />}
          {section === 'accounts' && <AccountsSection />}
          {section === 'people' && <PeopleSection />}
          {section === 'canned' && <CannedSection />}
        </div>
      </div>
    </div>
  );
}
