import type { AttachmentView, SendMessage } from '../../src/api/protocol.ts';
import type { Api } from '../api/routes.ts';
import type { DraftBody, DraftView } from '../api/shapes.ts';
import { createStore, type Store } from '../store/store.ts';

/** What somebody has begun to write. `text` is the composer's own markup. */
export interface Draft {
  text: string;
  subject: string;
  note: boolean;
  account: string | null;
  quotes: string | null;
  attachments: AttachmentView[];
  mentions: string[];
  buttons: NonNullable<SendMessage['buttons']>;
  /** Which own address it leaves from, where an account has several; null for the one the person wrote to. */
  from: string | null;
}

export const emptyDraft: Draft = {
  text: '',
  subject: '',
  note: false,
  account: null,
  quotes: null,
  attachments: [],
  mentions: [],
  buttons: [],
  from: null,
};

export interface Drafts {
  store: Store<Readonly<Record<string, Draft>>>;
  change(conversation: string, change: Partial<Draft>): void;
  clear(conversation: string): void;
  start(): Promise<void>;
}

const saveAfterMs = 1200;

/** Drafts live in this browser at once and on the server a moment later, so they outlive the session and the device. */
export function createDrafts(api: Api, storage: Storage, person: string): Drafts {
  const place = `okno-drafts-${person}`;
  const store = createStore<Readonly<Record<string, Draft>>>(stored(storage, place));
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  store.subscribe(() => storage.setItem(place, JSON.stringify(store.get())));

  function later(conversation: string): void {
    clearTimeout(timers.get(conversation));
    timers.set(
      conversation,
      setTimeout(() => void save(conversation), saveAfterMs),
    );
  }

  async function save(conversation: string): Promise<void> {
    timers.delete(conversation);
    const draft = store.get()[conversation];
    try {
      if (draft === undefined || isEmpty(draft)) await api.removeDraft(conversation);
      else await api.saveDraft(conversation, bodyOf(draft));
    } catch {
      // The copy in this browser stays; the next key stroke saves again.
    }
  }

  return {
    store,
    change(conversation, change) {
      store.update((all) => ({ ...all, [conversation]: { ...emptyDraft, ...all[conversation], ...change } }));
      later(conversation);
    },
    clear(conversation) {
      store.update(({ [conversation]: _sent, ...rest }) => rest);
      later(conversation);
    },
    async start() {
      const { items } = await api.drafts();
      store.update((mine) => {
        const fresh = items.filter((item) => mine[item.conversation] === undefined);
        return { ...mine, ...Object.fromEntries(fresh.map((item) => [item.conversation, fromView(item)])) };
      });
    },
  };
}

/** Nothing that anybody would miss. */
export const isEmpty = (draft: Draft): boolean =>
  draft.text.trim() === '' &&
  draft.subject === '' &&
  draft.attachments.length === 0 &&
  draft.buttons.length === 0;

function bodyOf(draft: Draft): DraftBody {
  return {
    text: draft.text,
    attachments: draft.attachments.map((file) => file.id),
    note: draft.note,
    ...(draft.subject === '' ? {} : { subject: draft.subject }),
    ...(draft.account === null ? {} : { account: draft.account }),
    ...(draft.quotes === null ? {} : { quotes: draft.quotes }),
  };
}

function fromView(view: DraftView): Draft {
  return {
    ...emptyDraft,
    text: view.text,
    subject: view.subject ?? '',
    note: view.note,
    account: view.account ?? null,
    quotes: view.quotes ?? null,
  };
}

function stored(storage: Storage, place: string): Record<string, Draft> {
  try {
    const kept = JSON.parse(storage.getItem(place) ?? '{}') as Record<string, Partial<Draft>>;
    // An earlier version of this page may have kept less.
    return Object.fromEntries(Object.entries(kept).map(([id, draft]) => [id, { ...emptyDraft, ...draft }]));
  } catch {
    return {};
  }
}
