import type { LoggedEvent, MessageView } from '../../../src/api/protocol.ts';
import type { Prefs } from '../../app/prefs.ts';
import type { Router } from '../../app/route.ts';
import { translate } from '../../i18n/i18n.ts';
import type { Store } from '../../store/store.ts';
import type { Inbox } from '../../sync/state.ts';
import { chime } from './chime.ts';

interface Parts {
  inbox: Store<Inbox>;
  prefs: Store<Prefs>;
  router: Router;
}

/** What deserves somebody's attention. Pure; null for everything that concerns others. */
export function concerns(
  state: Inbox,
  event: LoggedEvent,
): { conversation: string; message?: MessageView } | null {
  const me = state.me?.id;
  if (me === undefined) return null;
  if (event.name === 'message.added') {
    const { message } = event.data;
    const mentioned = message.kind === 'note' && message.mentions?.includes(me) === true;
    const mine = state.conversations[message.conversation]?.assignee === me;
    if (mentioned && message.author.id !== me) return { conversation: message.conversation, message };
    if (message.direction === 'in' && mine) return { conversation: message.conversation, message };
  }
  if (event.name === 'conversation.changed') {
    const { conversation, was } = event.data;
    const isNew = conversation.assignee === me && was?.assignee !== me;
    if (isNew && conversation.unread > 0) return { conversation: conversation.id };
  }
  return null;
}

/** Sound and desktop notification, only for what concerns the person and is not on the screen already. */
export function createNotices({ inbox, prefs, router }: Parts): { hear(event: LoggedEvent): void } {
  return {
    hear(event) {
      const state = inbox.get();
      const news = concerns(state, event);
      if (news === null || Date.now() - Date.parse(event.at) > 60_000) return;
      const route = router.route.get();
      const looking =
        document.hasFocus() && route.page === 'inbox' && route.conversation === news.conversation;
      if (looking) return;
      const { sound, notices } = prefs.get();
      if (sound) chime();
      if (!notices || document.hasFocus() || Notification.permission !== 'granted') return;
      const name = state.conversations[news.conversation]?.contact.name ?? translate('contact.unnamed');
      const { message } = news;
      const title = message === undefined ? translate('notice.assigned', { name }) : name;
      const notice = new Notification(title, {
        body: message?.text.slice(0, 140) ?? '',
        tag: news.conversation,
      });
      notice.onclick = () => {
        window.focus();
        const filter = route.page === 'inbox' ? route.filter : undefined;
        const all = { view: 'all', status: 'open', channel: null, label: null } as const;
        router.go({ page: 'inbox', filter: filter ?? all, conversation: news.conversation, seq: null });
        notice.close();
      };
    },
  };
}
