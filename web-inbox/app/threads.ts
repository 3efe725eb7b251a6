import type { MessageView } from '../../src/api/protocol.ts';
import { ApiError } from '../api/http.ts';
import type { Api } from '../api/routes.ts';
import { createStore, type Store } from '../store/store.ts';
import { blockAt, gapAfter } from '../store/timeline-window.ts';
import type { Engine, Loaded } from '../sync/engine.ts';
import { mergeContact, mergeConversations, mergeMessages, mergeTimeline } from '../sync/merge.ts';
import type { Inbox } from '../sync/state.ts';

export interface ThreadLoad {
  state: 'loading' | 'ready' | 'failed' | 'gone';
  /** A page is on its way, in this direction. */
  paging: 'older' | 'newer' | null;
}

export interface Threads {
  store: Store<Readonly<Record<string, ThreadLoad>>>;
  open(conversation: string, seq: number | null): Promise<void>;
  older(conversation: string, before: number): Promise<void>;
  newer(conversation: string, after: number): Promise<void>;
  contact(contact: string): Promise<void>;
  history(contact: string, before: string | undefined): Promise<void>;
  renew(conversation: string): Promise<Loaded[]>;
}

const pageSize = 50;

/** Loads what an open conversation shows. Everything arrives through the engine, so nothing newer is overwritten. */
export function createThreads(api: Api, inbox: Store<Inbox>, engine: () => Engine): Threads {
  const store = createStore<Readonly<Record<string, ThreadLoad>>>({});
  const put = (id: string, change: Partial<ThreadLoad>): void =>
    store.update((all) => {
      const known = all[id] ?? { state: 'loading', paging: null };
      return { ...all, [id]: { ...known, ...change } };
    });
  const merge = (loaded: Loaded): void => engine().merge(loaded);

  async function messages(id: string, query: { before?: number; after?: number }): Promise<MessageView[]> {
    const { body, cursor } = await api.messages(id, { ...query, limit: pageSize });
    merge({ cursor, merge: (state) => mergeMessages(state, id, body.items) });
    return body.items;
  }

  async function page(id: string, direction: 'older' | 'newer', seq: number): Promise<void> {
    if (store.get()[id]?.paging != null) return;
    put(id, { paging: direction });
    try {
      await messages(id, direction === 'older' ? { before: seq } : { after: seq });
    } catch {
      // The edge of the block is still there: scrolling or the next event asks again.
    }
    put(id, { paging: null });
  }

  async function contact(id: string): Promise<void> {
    const { body, cursor } = await api.contact(id);
    merge({ cursor, merge: (state) => mergeContact(state, body) });
  }

  async function history(id: string, before: string | undefined): Promise<void> {
    const { body, cursor } = await api.timeline(id, before);
    merge({ cursor, merge: (state) => mergeTimeline(state, id, body) });
  }

  return {
    store,
    contact,
    history,
    older: (id, before) => page(id, 'older', before),
    newer: (id, after) => page(id, 'newer', after),
    async open(id, seq) {
      const window = inbox.get().windows[id];
      const known = blockAt(window, seq);
      if (known !== undefined) put(id, { state: 'ready' });
      else put(id, { state: 'loading' });
      try {
        if (inbox.get().conversations[id] === undefined) {
          const { body, cursor } = await api.conversation(id);
          merge({ cursor, merge: (state) => mergeConversations(state, [body]) });
        }
        const row = inbox.get().conversations[id];
        const lastSeq = row?.lastSeq ?? 0;
        const behind =
          window !== undefined && known !== undefined && gapAfter(window, known, lastSeq) !== null;
        if (known === undefined || (seq === null && behind)) {
          await messages(id, seq === null ? {} : { before: seq + pageSize / 2 });
        }
        put(id, { state: 'ready' });
        if (row !== undefined && inbox.get().timelines[row.contact.id] === undefined) {
          await history(row.contact.id, undefined);
        }
      } catch (error) {
        const gone = error instanceof ApiError && (error.status === 404 || error.status === 403);
        if (gone) put(id, { state: 'gone' });
        else if (blockAt(inbox.get().windows[id], seq) === undefined) put(id, { state: 'failed' });
      }
    },
    async renew(id) {
      try {
        const row = await api.conversation(id);
        const { body, cursor } = await api.messages(id, { limit: pageSize * 2 });
        const history = await api.timeline(row.body.contact.id);
        const contact = await api.contact(row.body.contact.id);
        return [
          { cursor: row.cursor, merge: (state) => mergeConversations(state, [row.body]) },
          { cursor, merge: (state) => mergeMessages(state, id, body.items) },
          { cursor: contact.cursor, merge: (state) => mergeContact(state, contact.body) },
          {
            cursor: history.cursor,
            merge: (state) => mergeTimeline(state, row.body.contact.id, history.body),
          },
        ];
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) {
          put(id, { state: 'gone' });
          return [];
        }
        throw error;
      }
    },
  };
}
