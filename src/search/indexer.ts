import { setTimeout as sleep } from 'node:timers/promises';
import type { ContactView, LoggedEvent, MessageView } from '../api/protocol.ts';
import { createGiveWay } from '../events/give-way.ts';
import { presentContact, presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { leaveHalf } from '../pause.ts';
import { contactsFrom } from '../store/contacts.ts';
import { identitiesOf } from '../store/identities.ts';
import { messagesAfter, messagesFrom } from '../store/messages.ts';
import { dropFound, type FoundDoc, progressOf, putFound, saveProgress } from '../store/search.ts';
import { phoneTails, wordsOf } from './words.ts';

export interface Indexer {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when everything that is in the log by now can be found. */
  caughtUp(): Promise<void>;
}

const NAME = 'search';
const PAGE = 500;
/** Pause between two looks at the log. */
const PAUSE_MS = 250;

/**
 * Follows the event log and keeps messages and contacts findable, a moment later than they are stored and never in
 * their way. Its place in the log is durable; where the log does not reach back, everything is read anew.
 */
export function createIndexer(house: House): Indexer {
  const { store, events } = house;
  let running: Promise<void> | undefined;
  let open = false;
  let cursor = -1;

  async function begin(): Promise<void> {
    const progress = await progressOf(store.progress, NAME);
    if (progress && progress.rebuilding === undefined) {
      cursor = progress.cursor;
      return;
    }
    await rebuild(progress?.rebuilding ?? '', progress?.cursor ?? events.head());
  }

  /** The log from `head` on is read afterwards, so nothing that comes meanwhile is missed. */
  async function rebuild(from: string, head: number): Promise<void> {
    await saveProgress(store.progress, { _id: NAME, cursor: head, rebuilding: from });
    for (let after = ''; open; ) {
      const began = performance.now();
      const page = await contactsFrom(store.contacts, after, PAGE);
      const found = await Promise.all(
        page.map(async (contact) => {
          return foundContact(presentContact(contact, await identitiesOf(store.identities, contact._id)));
        }),
      );
      await putFound(store.contactWords, found);
      after = page[page.length - 1]?._id ?? after;
      if (page.length < PAGE) break;
      await leaveHalf(began);
    }
    for (let after = from; open; ) {
      const began = performance.now();
      const page = await messagesFrom(store.messages, after, PAGE);
      await putFound(
        store.messageWords,
        page.map((message) => foundMessage(presentMessage(message))),
      );
      after = page[page.length - 1]?._id ?? after;
      if (page.length < PAGE) {
        cursor = head;
        await saveProgress(store.progress, { _id: NAME, cursor });
        return;
      }
      await saveProgress(store.progress, { _id: NAME, cursor: head, rebuilding: after });
      await leaveHalf(began);
    }
  }

  async function follow(): Promise<void> {
    const page = await events.since(cursor, ['managers'], PAGE);
    if (page === 'too-old') return rebuild('', events.head());
    await index(page.events);
    if (page.cursor === cursor) return;
    cursor = page.cursor;
    await saveProgress(store.progress, { _id: NAME, cursor });
  }

  async function index(list: readonly LoggedEvent[]): Promise<void> {
    const messages = new Map<string, FoundDoc>();
    const contacts = new Map<string, FoundDoc>();
    const gone = new Set<string>();
    const moved = new Set<string>();
    for (const event of list) {
      if (event.name === 'message.added' || event.name === 'message.changed') {
        messages.set(event.data.message.id, foundMessage(event.data.message));
      } else if (event.name === 'contact.changed') {
        contacts.set(event.data.contact.id, foundContact(event.data.contact));
        gone.delete(event.data.contact.id);
      } else if (event.name === 'contact.removed') {
        contacts.delete(event.data.id);
        gone.add(event.data.id);
      } else if (event.name === 'conversation.rewritten') moved.add(event.data.id);
    }
    await putFound(store.messageWords, [...messages.values()]);
    await putFound(store.contactWords, [...contacts.values()]);
    await dropFound(store.contactWords, [...gone]);
    for (const id of moved) await reindex(id);
  }

  /** A merge or its undo moved the messages of a conversation without saying so of each. */
  async function reindex(conversationId: string): Promise<void> {
    for (let after = 0; open; ) {
      const page = await messagesAfter(store.messages, conversationId, after, PAGE);
      await putFound(
        store.messageWords,
        page.map((message) => foundMessage(presentMessage(message))),
      );
      after = page[page.length - 1]?.seq ?? after;
      if (page.length < PAGE) return;
    }
  }

  async function run(): Promise<void> {
    const giveWay = createGiveWay(events);
    while (open) {
      let pause = true;
      try {
        if (cursor < 0) await begin();
        if (cursor >= 0 && !giveWay(cursor)) {
          await follow();
          pause = cursor >= events.head();
        }
      } catch (error) {
        if (open) house.log.warn({ err: error }, 'indexing for the search failed; trying again');
      }
      if (open && pause) await sleep(PAUSE_MS);
    }
  }

  return {
    start() {
      open = true;
      running ??= run();
    },
    async stop() {
      open = false;
      await running;
      running = undefined;
    },
    async caughtUp() {
      for (const head = events.head(); cursor < head; ) await sleep(10);
    },
  };
}

/** What a message is found by; nothing once it was removed. */
function foundMessage(message: MessageView): FoundDoc {
  const names = message.attachments.map(({ name }) => name);
  const forwards = (message.forwards ?? []).map(({ text }) => text);
  const text = [message.text, message.subject ?? '', ...names, ...forwards].join('\n');
  return { _id: message.id, conversationId: message.conversation, tokens: wordsOf(text) };
}

/** What a contact is found by: name, company, addresses whole and in words, any stretch of a number. */
function foundContact(contact: ContactView): FoundDoc {
  const labels = contact.identities.map(({ label = '', value }) => `${label} ${value}`);
  const text = [contact.name, contact.company ?? '', ...contact.emails, ...contact.labels, ...labels].join(
    '\n',
  );
  const tokens = new Set([...wordsOf(text), ...contact.emails, ...contact.phones.flatMap(phoneTails)]);
  return { _id: contact.id, conversationId: contact.conversation ?? '', tokens: [...tokens] };
}
