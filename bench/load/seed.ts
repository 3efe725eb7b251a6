import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { phoneTails, wordsOf } from '../../src/search/words.ts';
import { connectStore, type Store } from '../../src/store/connect.ts';
import type { ContactDoc } from '../../src/store/contacts.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import { startEmbedded } from '../../src/store/embedded/index.ts';
import type { IdentityDoc } from '../../src/store/identities.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { raw } from '../../src/store/raw.ts';
import { type FoundDoc, saveProgress } from '../../src/store/search.ts';
import { credentialHash } from '../../src/users/sign-in.ts';
import { type ReportSeed, reportSeed } from './seed-reports.ts';
import { nameOf, textOf, WORDS } from './words.ts';

export interface Seed {
  conversations: number;
  messages: number;
  operators: number;
}

export interface Seeded {
  dir: string;
  /** API tokens of the operators. */
  tokens: string[];
  /** What it took, in seconds; 0 when it was there already. */
  seconds: number;
}

const CHANNELS = ['telegram', 'email', 'vk', 'viber'] as const;
const BATCH = 1_000;
const DAY = 86_400_000;
const built = new Map<string, Promise<Seeded>>();

/**
 * A data folder as years of work would leave it, written through the store's own documents. The same one serves every
 * part of a run; with `reuse` also the next run.
 */
export function seeded(seed: Seed, reuse = false): Promise<Seeded> {
  const name = `okno-bench-${seed.conversations}-${seed.messages}-${seed.operators}`;
  const known = built.get(name);
  if (known !== undefined) return known;
  const made = build(join(tmpdir(), name), seed, reuse);
  built.set(name, made);
  if (!reuse) process.once('exit', () => rmSync(join(tmpdir(), name), { recursive: true, force: true }));
  return made;
}

async function build(dir: string, seed: Seed, reuse: boolean): Promise<Seeded> {
  const tokens = Array.from(
    { length: seed.operators },
    (_, nth) => `okno_${'bench'.repeat(8)}${hex(nth, 8)}`,
  );
  const mark = join(dir, 'seeded');
  if (reuse && existsSync(mark)) return { dir, tokens, seconds: 0 };
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const begun = performance.now();
  const engine = await startEmbedded({ dir });
  const store = await connectStore(engine.uriFor('okno'), pino({ level: 'silent' }));
  await addOperators(store, tokens);
  await addAccounts(store);
  const perConversation = seed.messages / seed.conversations;
  const reports = reportSeed(store);
  let written = 0;
  for (let from = 0; from < seed.conversations; from += BATCH) {
    const to = Math.min(from + BATCH, seed.conversations);
    written = await addConversations(store, { from, to, perConversation, seed, written, reports });
    if (from % 10_000 === 0) process.stderr.write(`bench: seeded ${from} conversations\r`);
  }
  await saveProgress(store.progress, { _id: 'search', cursor: 0 });
  await reports.end();
  await store.close();
  await engine.close();
  writeFileSync(mark, '');
  return { dir, tokens, seconds: Math.round((performance.now() - begun) / 100) / 10 };
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
/** Ids in the order of time, the same in every run. */
const idAt = (ms: number, nth: number): string => `${hex(Math.floor(ms), 12)}${hex(nth, 12)}`;

export const operatorId = (nth: number): string => `0000000000000000000${hex(nth, 5)}`;

async function addOperators(store: Store, tokens: readonly string[]): Promise<void> {
  const createdAt = new Date();
  for (const [nth, token] of tokens.entries()) {
    const _id = operatorId(nth);
    await store.users.collection.insertOne({
      _id,
      rev: 1,
      name: `Operator ${nth}`,
      email: `operator${nth}@example.org`,
      passwordHash: 'nobody signs in with it',
      role: 'operator',
      teams: [],
      shift: 'on',
      disabled: false,
      createdAt,
    } as never);
    const doc = { _id: idAt(0, nth), hash: credentialHash(token), userId: _id, name: 'bench', createdAt };
    await store.tokens.collection.insertOne(doc as never);
  }
}

async function addAccounts(store: Store): Promise<void> {
  const now = new Date();
  for (const channel of CHANNELS) {
    await raw(store.accounts).insertOne({
      _id: `account-${channel}`,
      rev: 1,
      configured: 1,
      channel,
      name: channel,
      enabled: false,
      aliases: [],
      settings: {},
      secretFields: [],
      health: { state: 'off', since: now },
      createdAt: now,
    });
  }
}

interface Span {
  from: number;
  to: number;
  perConversation: number;
  seed: Seed;
  written: number;
  reports: ReportSeed;
}

async function addConversations(store: Store, span: Span): Promise<number> {
  const contacts: ContactDoc[] = [];
  const identities: IdentityDoc[] = [];
  const rows: ConversationDoc[] = [];
  const messages: MessageDoc[] = [];
  const contactWords: FoundDoc[] = [];
  const messageWords: FoundDoc[] = [];
  let { written } = span;
  for (let nth = span.from; nth < span.to; nth += 1) {
    const made = personOf(nth, span.seed);
    contacts.push(made.contact);
    identities.push(...made.identities);
    contactWords.push(made.found);
    // From one to twice the mean, so that the sum is right.
    const upTo = Math.round((nth + 1) * span.perConversation);
    const count = Math.max(1, upTo - written);
    const own = Array.from({ length: count }, (_, at) => messageOf(made, nth, at, count, written + at));
    written += count;
    messages.push(...own);
    for (const message of own) {
      messageWords.push({
        _id: message._id,
        conversationId: message.conversationId,
        tokens: wordsOf(message.content.text.text),
      });
    }
    rows.push(rowOf(made, nth, own, span.seed));
  }
  await span.reports.add(messages);
  await Promise.all([
    raw(store.contacts).insertMany(contacts as never),
    raw(store.identities).insertMany(identities as never),
    raw(store.conversations).insertMany(rows as never),
    raw(store.contactWords).insertMany(contactWords as never),
  ]);
  for (let at = 0; at < messages.length; at += BATCH) {
    await Promise.all([
      raw(store.messages).insertMany(messages.slice(at, at + BATCH) as never),
      raw(store.messageWords).insertMany(messageWords.slice(at, at + BATCH) as never),
    ]);
  }
  return written;
}

interface Made {
  contact: ContactDoc;
  identities: IdentityDoc[];
  found: FoundDoc;
  channel: string;
  chat: string;
  begun: number;
  /** Milliseconds between two of its messages. */
  step: number;
}

function personOf(nth: number, seed: Seed): Made {
  const now = Date.now();
  const begun = now - 700 * DAY + Math.floor((nth / seed.conversations) * 600 * DAY);
  const createdAt = new Date(begun);
  const channel = CHANNELS[nth % CHANNELS.length] ?? 'telegram';
  const chat = channel === 'email' ? `client${nth}@example.org` : String(1_000_000 + nth);
  const phone = `+7916${String(nth).padStart(7, '0')}`;
  const name = nameOf(nth);
  const _id = idAt(begun, nth);
  const conversationId = idAt(begun + 1, nth);
  const base = { contactId: _id, conversationId, evidence: [], confirmed: true, createdAt };
  const identities = [
    {
      ...base,
      _id: idAt(begun + 2, nth),
      key: `channel:${channel}:${chat}`,
      kind: 'channel',
      channel,
      value: chat,
    },
    { ...base, _id: idAt(begun + 3, nth), key: `phone:${phone}`, kind: 'phone', value: phone },
  ] as IdentityDoc[];
  const contact: ContactDoc = {
    _id,
    rev: 1,
    name,
    named: false,
    conversationId,
    responsible: null,
    labels: [],
    fields: {},
    lead: { status: 'new', at: createdAt },
    createdAt,
  };
  const found = { _id, conversationId, tokens: [...new Set([...wordsOf(name), ...phoneTails(phone)])] };
  return { contact, identities, found, channel, chat, begun, step: (now - begun) / 40 };
}

function messageOf(made: Made, nth: number, at: number, count: number, number: number): MessageDoc {
  const { contact, channel, chat } = made;
  const sentAt = new Date(Date.now() - (count - at) * made.step - (nth % 1000) * 60_000);
  const out = at % 3 === 2;
  const doc: MessageDoc = {
    _id: idAt(sentAt.getTime(), number),
    rev: 1,
    conversationId: contact.conversationId,
    contactId: contact._id,
    seq: at + 1,
    keys: [`account-${channel}\u0000${chat}\u0000${at}`],
    direction: out ? 'out' : 'in',
    kind: 'message',
    content: { text: { text: textOf(number), spans: [] }, attachments: [], cards: [] },
    accountId: `account-${channel}`,
    channel,
    chat,
    author: out
      ? { kind: 'user', id: operatorId(nth % 50), name: `Operator ${nth % 50}` }
      : { kind: 'client', id: chat, name: contact.name },
    sentAt,
    receivedAt: sentAt,
    reactions: [],
  };
  if (out) {
    doc.delivery = {
      state: 'read',
      attempts: 1,
      parts: [{ index: 0, ids: [String(at) as never] }],
      at: sentAt,
      priority: 0,
      partCount: 1,
    };
  }
  return doc;
}

function rowOf(made: Made, nth: number, messages: readonly MessageDoc[], seed: Seed): ConversationDoc {
  const { contact, channel, chat } = made;
  const last = messages[messages.length - 1] as MessageDoc;
  const open = nth % 10 < 4;
  const waits = last.direction === 'in' && open;
  // Of five open ones one belongs to nobody.
  const owner = nth % 5 === 0 ? null : operatorId(nth % Math.max(1, seed.operators));
  return {
    _id: contact.conversationId,
    rev: 1,
    contactId: contact._id,
    contactName: contact.name,
    status: open ? 'open' : 'closed',
    assignee: owner,
    team: null,
    unread: waits ? 1 : 0,
    waitingSince: waits ? last.receivedAt : null,
    snoozedUntil: null,
    lastActivityAt: last.receivedAt,
    lastSeq: last.seq,
    lastMessage: {
      id: last._id,
      seq: last.seq,
      text: last.content.text.text.slice(0, 200),
      kind: 'message',
      direction: last.direction,
      channel,
      author: last.author.name,
      at: last.sentAt,
      ...(last.delivery && { delivery: last.delivery.state }),
    },
    lastChannel: channel,
    labels: nth % 7 === 0 ? ['vip', WORDS[nth % WORDS.length] ?? ''] : [],
    routes: [
      {
        accountId: `account-${channel}`,
        channel,
        chat,
        address: chat,
        reachable: true,
        lastInboundAt: last.sentAt,
      },
    ],
    bot: 'silent',
    leaseUntil: null,
    createdAt: contact.createdAt,
  };
}
