import {
  IconArrowLeft,
  IconBuilding,
  IconKey,
  IconMessageBolt,
  IconPlugConnected,
  IconRoute,
  IconSend,
  IconThumbDown,
  IconUser,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useMe, useServices } from '../../app/context.tsx';
import { inboxFilter, type SettingsSection } from '../../app/route.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { AccountsSection } from './accounts.tsx';
import { CannedSection } from './canned.tsx';
import { HouseSection } from './house.tsx';
import css from './page.module.css';
import { PeopleSection } from './people.tsx';
import { ProfileSection } from './profile.tsx';
import { RefusalsSection } from './refusals.tsx';
import { type Role, roles } from './roles.ts';
import { RoutingSection } from './routing.tsx';
import { SendingSection } from './sending.tsx';
import { TeamsSection } from './teams.tsx';
import { TokensSection } from './tokens.tsx';

interface Section {
  id: SettingsSection;
  icon: TablerIcon;
  word: Key;
  group: 'own' | 'house';
  /** The least role that gets there. */
  from: Role;
  body: ComponentType;
}

const sections: readonly Section[] = [
  {
    id: 'profile',
    icon: IconUser,
    word: 'settings.profile',
    group: 'own',
    from: 'operator',
    body: ProfileSection,
  },
  {
    id: 'canned',
    icon: IconMessageBolt,
    word: 'settings.canned',
    group: 'own',
    from: 'operator',
    body: CannedSection,
  },
  { id: 'tokens', icon: IconKey, word: 'tokens.title', group: 'own', from: 'operator', body: TokensSection },
  {
    id: 'house',
    icon: IconBuilding,
    word: 'house.title',
    group: 'house',
    from: 'administrator',
    body: HouseSection,
  },
  {
    id: 'accounts',
    icon: IconPlugConnected,
    word: 'settings.accounts',
    group: 'house',
    from: 'operator',
    body: AccountsSection,
  },
  {
    id: 'people',
    icon: IconUsers,
    word: 'settings.people',
    group: 'house',
    from: 'manager',
    body: PeopleSection,
  },
  {
    id: 'teams',
    icon: IconUsersGroup,
    word: 'teams.title',
    group: 'house',
    from: 'administrator',
    body: TeamsSection,
  },
  {
    id: 'routing',
    icon: IconRoute,
    word: 'routing.title',
    group: 'house',
    from: 'administrator',
    body: RoutingSection,
  },
  {
    id: 'refusals',
    icon: IconThumbDown,
    word: 'refusal.title',
    group: 'house',
    from: 'administrator',
    body: RefusalsSection,
  },
  {
    id: 'delivery',
    icon: IconSend,
    word: 'sending.title',
    group: 'house',
    from: 'administrator',
    body: SendingSection,
  },
];

const groups = [
  ['own', 'settings.groupOwn'],
  ['house', 'settings.groupHouse'],
] as const;

/** Settings: a list of sections and the chosen one. A section one may not see gives the own profile. */
export function SettingsPage({ section }: { section: SettingsSection }) {
  const { router } = useServices();
  const { t } = useWords();
  const me = useMe();
  const mine = sections.filter((one) => roles.indexOf(me.role) >= roles.indexOf(one.from));
  const shown = mine.find((one) => one.id === section) ?? mine[0];
  const Body = shown?.body;
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
          {groups.map(([group, word]) => (
            <div key={group} className={css.linkGroup}>
              <span className={css.linkHead}>{t(word)}</span>
              {mine
                .filter((one) => one.group === group)
                .map(({ id, icon: Icon, word: name }) => (
                  <button
                    key={id}
                    type="button"
                    className={css.link}
                    aria-current={id === shown?.id ? 'page' : undefined}
                    onClick={() => router.go({ page: 'settings', section: id })}
                  >
                    <Icon size={18} stroke={1.8} />
                    {t(name)}
                  </button>
                ))}
            </div>
          ))}
        </div>
      </nav>
      <div className={css.body}>
        <div className={css.column}>{Body !== undefined && <Body />}</div>
      </div>
    </div>
  );
}
