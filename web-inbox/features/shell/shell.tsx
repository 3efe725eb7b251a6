import { lazy, useEffect } from 'react';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useMe, usePrefs, useRoute, useServices } from '../../app/context.tsx';
import { LatePage, LatePart } from '../../app/late-part.tsx';
import { lazyPage } from '../../app/lazy-page.ts';
import { inboxFilter, type Route } from '../../app/route.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useShortcuts } from '../../keys/use-shortcuts.ts';
import { useStore } from '../../store/use-store.ts';
import { ContactPanel } from '../contact/panel.tsx';
import { ListPane } from '../conversations/pane.tsx';
import { remind } from '../tasks/actions.ts';
import { Thread } from '../thread/thread.tsx';
import { EditionBanner } from './edition-banner.tsx';
import { HealthBanner } from './health-banner.tsx';
import { HouseBanner } from './house-banner.tsx';
import { LinkBanner } from './link-banner.tsx';
import { NothingOpen } from './nothing-open.tsx';
import { mayGo } from './places.ts';
import { Rail } from './rail.tsx';
import css from './shell.module.css';
import { useTitle } from './use-title.ts';

const SettingsPage = lazyPage(async () => (await import('../settings/page.tsx')).SettingsPage);
const QuarantinePage = lazyPage(async () => (await import('../quarantine/page.tsx')).QuarantinePage);
const BoardPage = lazyPage(async () => (await import('../board/page.tsx')).BoardPage);
const ReportsPage = lazyPage(async () => (await import('../reports/page.tsx')).ReportsPage);
const UndeliveredPage = lazyPage(async () => (await import('../undelivered/page.tsx')).UndeliveredPage);
const ChannelsPage = lazyPage(async () => (await import('../health/page.tsx')).ChannelsPage);
const BotPage = lazyPage(async () => (await import('../bot/page.tsx')).BotPage);
const ReassignDialog = lazyPage(async () => (await import('../reassign/dialog.tsx')).ReassignDialog);
const ContactsPage = lazyPage(async () => (await import('../contacts/page.tsx')).ContactsPage);
const ContactPage = lazyPage(async () => (await import('../contact/page.tsx')).ContactPage);
const WorkPage = lazyPage(async () => (await import('../leads/work-page.tsx')).WorkPage);
const PeopleDialogs = lazyPage(async () => (await import('../contacts/dialogs.tsx')).PeopleDialogs);
const RingingCards = lazyPage(async () => (await import('../calls/ringing.tsx')).RingingCards);
const Overlays = lazy(async () => ({ default: (await import('./overlays.tsx')).Overlays }));
const Lightbox = lazy(async () => ({ default: (await import('../thread/lightbox.tsx')).Lightbox }));

const home: Route = { page: 'inbox', filter: inboxFilter, conversation: null, seq: null };

/** The frame of the signed-in application. */
export function Shell() {
  const services = useServices();
  const { ui } = services;
  const { t } = useWords();
  const me = useMe();
  const asked = useRoute();
  // Rights may change while a page is open: it goes at once.
  const route = mayGo(me.role, asked.page) ? asked : home;
  const overlay = useStore(ui, (state) => state.overlay);
  const picture = useStore(ui, (state) => state.picture);
  const reassign = useStore(ui, (state) => state.reassign);
  const dialog = useStore(ui, (state) => state.dialog);
  const rings = useStore(services.ringing.store, (calls) => calls.length > 0);
  useEffect(
    () => services.news.on((news) => news.kind === 'task-due' && remind(services, news.task)),
    [services],
  );
  useShortcuts();
  useTitle();
  const away = route !== asked;
  useEffect(() => {
    if (away) services.router.go(home, true);
  }, [services, away]);
  const inside = route.page !== 'inbox' || route.conversation !== null;
  return (
    <div className={css.app} data-inside={inside || undefined}>
      <a className="visually-hidden" href="#list">
        {t('app.skip')}
      </a>
      <LinkBanner />
      <EditionBanner />
      <HouseBanner />
      <HealthBanner />
      <div className={css.panes}>
        <Rail />
        <main className={css.main}>
          <LatePage key={route.page}>
            {route.page === 'inbox' && <InboxPage {...route} />}
            {route.page === 'contacts' && <ContactsPage tab={route.tab} />}
            {route.page === 'contact' && <ContactPage key={route.id} id={route.id} />}
            {route.page === 'work' && <WorkPage tab={route.tab} />}
            {route.page === 'settings' && <SettingsPage section={route.section} />}
            {route.page === 'quarantine' && <QuarantinePage />}
            {route.page === 'board' && <BoardPage />}
            {route.page === 'reports' && <ReportsPage report={route.report} search={route.search} />}
            {route.page === 'undelivered' && <UndeliveredPage />}
            {route.page === 'channels' && <ChannelsPage />}
            {route.page === 'bot' && <BotPage flow={route.flow} />}
          </LatePage>
        </main>
      </div>
      {overlay !== null && (
        <LatePart close={() => ui.update((state) => ({ ...state, overlay: null }))}>
          <Overlays />
        </LatePart>
      )}
      {dialog !== null && (
        <LatePart close={() => ui.update((state) => ({ ...state, dialog: null }))}>
          <PeopleDialogs dialog={dialog} />
        </LatePart>
      )}
      {rings && (
        <LatePart>
          <RingingCards />
        </LatePart>
      )}
      {picture !== null && (
        <LatePart close={() => ui.update((state) => ({ ...state, picture: null }))}>
          <Lightbox picture={picture} />
        </LatePart>
      )}
      {reassign !== null && (
        <LatePart close={() => ui.update((state) => ({ ...state, reassign: null }))}>
          <ReassignDialog what={reassign} />
        </LatePart>
      )}
    </div>
  );
}

function InboxPage({
  filter,
  conversation,
  seq,
}: {
  filter: typeof inboxFilter;
  conversation: string | null;
  seq: number | null;
}) {
  const services = useServices();
  const { panel } = usePrefs();
  const contactOpen = useStore(services.ui, (ui) => ui.contactOpen);
  const row = useInbox((state) => (conversation === null ? undefined : state.conversations[conversation]));
  useEffect(() => {
    if (seq === null || conversation === null) return;
    // A jump is made once: the address without it stays good for reloading and sharing.
    const timer = setTimeout(() => openConversation(services, conversation), 60_000);
    return () => clearTimeout(timer);
  }, [services, conversation, seq]);
  const closePanel = (): void => {
    services.prefs.update((prefs) => ({ ...prefs, panel: false }));
    services.ui.update((ui) => ({ ...ui, contactOpen: false }));
  };
  const open = conversation !== null;
  return (
    <div
      className={css.inbox}
      data-open={open || undefined}
      data-panel={(panel && row !== undefined) || undefined}
      data-contact={contactOpen || undefined}
    >
      <div className={css.list} id="list">
        <ListPane filter={filter} open={conversation} />
      </div>
      <div className={css.thread}>
        {conversation === null ? <NothingOpen /> : <Thread id={conversation} target={seq} />}
      </div>
      {row !== undefined && (panel || contactOpen) && (
        <div className={css.contact}>
          <ContactPanel key={row.contact.id} row={row} onClose={closePanel} />
        </div>
      )}
    </div>
  );
}
