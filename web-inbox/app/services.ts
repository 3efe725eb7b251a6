import type { LoggedEvent, MessageView, UserView } from '../../src/api/protocol.ts';
import { createHttp, type Http } from '../api/http.ts';
import { type Api, createApi } from '../api/routes.ts';
import type { ChannelView, Team } from '../api/shapes.ts';
import { createRinging, type Ringing } from '../features/calls/ringing-store.ts';
import { createNotices } from '../features/notices/notices.ts';
import { idbStorage } from '../outbox/idb.ts';
import { createOutbox, type Outbox } from '../outbox/outbox.ts';
import { createStore, type Store } from '../store/store.ts';
import { createEngine, type Engine, type Loaded } from '../sync/engine.ts';
import { mergeMessages } from '../sync/merge.ts';
import { createPresence, type Presence } from '../sync/presence.ts';
import { createTransport } from '../sync/socket.ts';
import { emptyInbox, type Inbox } from '../sync/state.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createEdition, type Edition, ownScript, readPage } from './edition.ts';
import { createFollow } from './follow.ts';
import { createLists, type Lists } from './lists.ts';
import { createNews, type News } from './news.ts';
import type { Prefs } from './prefs.ts';
import type { Router } from './route.ts';
import { createThreads, type Threads } from './threads.ts';
import { createUi, type Ui } from './ui-state.ts';
import { createUndelivered, type Undelivered } from './undelivered.ts';
import { createWork, type Work } from './work.ts';

export interface Catalog {
  channels: Readonly<Record<string, ChannelView>>;
  teams: readonly Team[];
}

/** Everything a screen may use; one per signed-in person. */
export interface Services {
  /** For pages that bring their own routes. */
  http: Http;
  api: Api;
  inbox: Store<Inbox>;
  catalog: Store<Catalog>;
  ui: Store<Ui>;
  prefs: Store<Prefs>;
  router: Router;
  engine: Engine;
  outbox: Outbox;
  presence: Store<Presence>;
  news: News;
  undelivered: Undelivered;
  work: Work;
  ringing: Ringing;
  lists: Lists;
  threads: Threads;
  drafts: Drafts;
  edition: Edition;
  stop(): void;
}

const pauseMs = (attempt: number): number =>
  Math.min(15_000, 400 * 2 ** attempt) * (0.75 + Math.random() / 2);

/** A pause that ends early when the browser says that the line is back. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs(attempt));
    window.addEventListener('online', done);
  });
}

/** Wires one person's screen together and starts it. */
export function createServices(person: UserView, prefs: Store<Prefs>, router: Router): Services {
  const inbox = createStore<Inbox>({ ...emptyInbox(), me: person });
  const catalog = createStore<Catalog>({ channels: {}, teams: [] });
  const ui = createUi();
  const presence = createPresence();
  const http = createHttp(() => engine.signedOut());
  const api = createApi(http);
  const news = createNews();
  const undelivered = createUndelivered(() => http);
  const work = createWork(api, () => engine);
  const ringing = createRinging();
  const lists = createLists(api, () => engine);
  const threads = createThreads(api, inbox, () => engine);
  const drafts = createDrafts(api, window.localStorage, person.id);
  const outbox = createOutbox({
    storage: idbStorage(person.id),
    post: api.sendMessage,
    onPosted: (message) => take(message),
    pause,
  });
  const edition = createEdition(ownScript(), readPage);
  const follow = createFollow(router, threads);
  const notices = createNotices({ inbox, prefs, router });
  const engine = createEngine({
    inbox,
    transport: createTransport(api),
    visible,
    onSnapshot: ({ channels, teams }) => {
      undelivered.refresh();
      catalog.update(() => ({
        channels: Object.fromEntries(channels.map((channel) => [channel.name, channel])),
        teams,
      }));
    },
    onEvent,
    onVolatile(told) {
      presence.hear(told);
      news.hear(told);
      ringing.hearVolatile(told);
    },
    pause,
  });

  /** The server's row is on the screen before the optimistic one leaves. */
  function take(message: MessageView): void {
    if (inbox.get().windows[message.conversation] === undefined) return;
    engine.merge({ cursor: null, merge: (state) => mergeMessages(state, message.conversation, [message]) });
  }

  function onEvent(event: LoggedEvent): void {
    if (event.name === 'message.added' || event.name === 'message.changed') {
      const { clientId } = event.data.message;
      if (clientId !== undefined) outbox.settle(clientId);
    }
    notices.hear(event);
    undelivered.hear(event);
    ringing.hear(event);
    work.hear(event);
    follow.hear(event);
  }

  async function visible(): Promise<Loaded[]> {
    const route = router.route.get();
    if (route.page !== 'inbox') return [];
    const list = lists.renew(route.filter);
    const open = route.conversation === null ? [] : await threads.renew(route.conversation);
    return [await list, ...open];
  }

  let epoch = 0;
  let away = false;
  engine.link.subscribe(() => {
    const { phase } = engine.link.get();
    if (away && phase === 'live') void edition.check();
    if (phase !== 'signed-out') away = phase === 'offline';
    if (engine.link.get().epoch === epoch) return;
    epoch = engine.link.get().epoch;
    void work.refresh();
  });
  engine.start();
  void outbox.start();
  drafts.start().catch(() => undefined);
  return {
    http,
    api,
    inbox,
    catalog,
    ui,
    prefs,
    router,
    engine,
    outbox,
    presence: presence.store,
    news,
    undelivered,
    work,
    ringing,
    lists,
    threads,
    drafts,
    edition,
    stop: () => engine.stop(),
  };
}
