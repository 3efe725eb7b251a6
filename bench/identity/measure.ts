import type { Envelope } from '../../channels/contract.ts';
import { appendMessage } from '../../src/conversations/append.ts';
import type { AccountDoc } from '../../src/store/accounts.ts';
import type { ContactDoc } from '../../src/store/contacts.ts';
import type { IdentityDoc } from '../../src/store/identities.ts';
import type { SuggestionDoc } from '../../src/store/suggestions.ts';
import { type IdentityHouse, openIdentityHouse } from './house.ts';
import type { Account, Labelled, Line } from './people.ts';

const CHANNELS: Readonly<Record<Account['kind'], string>> = {
  chat: 'telegram',
  'other-chat': 'viber',
  letter: 'email',
};

export interface Score {
  expected: number;
  automatic: number;
  wrong: number;
  /** Of what was linked without asking, the share that is right. */
  precision: number;
  /** Of what the people said, the share that was linked without asking. */
  recall: number;
  /** The same with what is suggested for one click. */
  recallWithSuggestions: number;
}

export interface Measured {
  people: number;
  accounts: number;
  messages: number;
  addresses: Score;
  /** Pairs of accounts of one person that one address connects. */
  pairs: Score;
  /** Some of what is wrong or missing, for whoever mends the rules. */
  examples: { wrong: string[]; missing: string[] };
}

/** Lets everybody write through the real codecs and intake, and compares who is linked to what with the labels. */
export async function measure(labelled: Labelled): Promise<Measured> {
  const place = await openIdentityHouse();
  try {
    const accounts = new Map<string, AccountDoc>();
    for (const channel of Object.values(CHANNELS)) accounts.set(channel, await place.account(channel));
    let messages = 0;
    for (const [nth, round] of labelled.rounds.entries()) {
      for (const line of round) if (line.asked !== undefined) await ask(place, labelled, accounts, line);
      const waiting = new Map<AccountDoc, Envelope[]>();
      for (const line of round) {
        const account = labelled.accounts[line.account];
        const through = account && accounts.get(CHANNELS[account.kind]);
        if (!account || !through) continue;
        messages += 1;
        const list = waiting.get(through) ?? [];
        list.push(envelope(account, line, nth * 100_000 + line.account));
        waiting.set(through, list);
      }
      for (const [through, list] of waiting) await place.ingest.accept(through, list);
      await place.ingest.idle();
    }
    return { ...(await compare(place, labelled)), messages };
  } finally {
    await place.close();
  }
}

async function ask(
  { house }: IdentityHouse,
  labelled: Labelled,
  accounts: ReadonlyMap<string, AccountDoc>,
  line: Line,
): Promise<void> {
  const account = labelled.accounts[line.account];
  const identity = account && (await identityOf(house.store, account));
  const through = account && accounts.get(CHANNELS[account.kind]);
  if (!identity || !through || line.asked === undefined) return;
  const now = new Date();
  await appendMessage(house, {
    conversationId: identity.conversationId,
    direction: 'out',
    kind: 'message',
    content: { text: { text: line.asked, spans: [] }, attachments: [], cards: [] },
    accountId: through._id,
    channel: through.channel,
    chat: identity.value,
    author: { kind: 'user', name: 'Olga' },
    sentAt: now,
    receivedAt: now,
    reactions: [],
  });
}

function identityOf(store: IdentityHouse['house']['store'], account: Account): Promise<IdentityDoc | null> {
  return store.identities
    .findOne({ kind: 'channel', channel: CHANNELS[account.kind], value: account.user })
    .lean<IdentityDoc>();
}

async function compare({ house }: IdentityHouse, labelled: Labelled): Promise<Omit<Measured, 'messages'>> {
  const { store } = house;
  const contactOf = await Promise.all(
    labelled.accounts.map(async (account) => (await identityOf(store, account))?.contactId ?? ''),
  );
  const identities = await store.identities.find({ kind: { $ne: 'channel' } }).lean<IdentityDoc[]>();
  const people = new Map<string, Set<number>>();
  for (const [index, contact] of contactOf.entries()) {
    const list = people.get(contact) ?? new Set<number>();
    list.add(labelled.accounts[index]?.person ?? -1);
    people.set(contact, list);
  }
  const suggested = await suggestions(store);
  const wrong: string[] = [];
  const missing: string[] = [];

  const linked = identities.filter(({ evidence }) => evidence.some(({ kind }) => kind !== 'network'));
  const wrongLinks = linked.filter(({ contactId, value }) => {
    const owner = labelled.owners.get(value);
    const right = owner !== undefined && people.get(contactId)?.has(owner) === true;
    if (!right)
      wrong.push(
        `${value} (${[...(people.get(contactId) ?? [])].join(',')}) not of ${owner ?? 'one person'}`,
      );
    return !right;
  });
  const holder = new Map(identities.map(({ value, contactId }) => [value, contactId]));
  const unique = [
    ...new Map(labelled.expected.map((one) => [`${one.account} ${one.address}`, one])).values(),
  ];
  const claims = await store.claims.find().lean<{ contactId: string; value: string }[]>();
  const claimed = new Set(claims.map(({ contactId, value }) => `${contactId} ${value}`));
  let found = 0;
  let near = 0;
  for (const { account, address } of unique) {
    const contact = contactOf[account] ?? '';
    if (holder.get(address) === contact) found += 1;
    else if (claimed.has(`${contact} ${address}`)) near += 1;
    else missing.push(`${address} of ${JSON.stringify(labelled.accounts[account])}`);
  }
  return {
    people: labelled.people,
    accounts: labelled.accounts.length,
    addresses: score(unique.length, linked.length, wrongLinks.length, found, near),
    pairs: pairs(labelled, contactOf, suggested, wrong),
    examples: { wrong: wrong.slice(0, 20), missing: missing.slice(0, 20) },
  };
}

async function suggestions(store: IdentityHouse['house']['store']): Promise<Set<string>> {
  const contacts = await store.contacts.find().lean<ContactDoc[]>();
  const into = new Map(contacts.map(({ _id, mergedInto }) => [_id, mergedInto]));
  const survivor = (id: string): string => {
    const next = into.get(id);
    return next === undefined ? id : survivor(next);
  };
  const found = await store.suggestions.find({ state: 'open' }).lean<SuggestionDoc[]>();
  return new Set(found.map((one) => one.contacts.map(survivor).sort().join(' ')));
}

/** Accounts that gave, or are, one and the same address of their person. */
function pairs(
  labelled: Labelled,
  contactOf: readonly string[],
  suggested: ReadonlySet<string>,
  wrong: string[],
): Score {
  const said = new Map<string, Set<number>>();
  const add = (address: string, account: number) => {
    said.set(address, (said.get(address) ?? new Set()).add(account));
  };
  for (const { account, address } of labelled.expected) add(address, account);
  for (const [index, { kind, user }] of labelled.accounts.entries()) if (kind === 'letter') add(user, index);
  const expected = new Set<string>();
  for (const accounts of said.values()) {
    const list = [...accounts].sort((one, other) => one - other);
    for (const [at, one] of list.entries())
      for (const other of list.slice(at + 1)) expected.add(`${one} ${other}`);
  }
  let automatic = 0;
  let wrongPairs = 0;
  const together = new Map<string, number[]>();
  for (const [index, contact] of contactOf.entries())
    together.set(contact, [...(together.get(contact) ?? []), index]);
  for (const list of together.values()) {
    for (const [at, one] of list.entries()) {
      for (const other of list.slice(at + 1)) {
        automatic += 1;
        if (labelled.accounts[one]?.person === labelled.accounts[other]?.person) continue;
        wrongPairs += 1;
        wrong.push(
          `${JSON.stringify(labelled.accounts[one])} with ${JSON.stringify(labelled.accounts[other])}`,
        );
      }
    }
  }
  let found = 0;
  let near = 0;
  for (const pair of expected) {
    const [one = 0, other = 0] = pair.split(' ').map(Number);
    const contacts = [contactOf[one] ?? '', contactOf[other] ?? ''];
    if (contacts[0] === contacts[1]) found += 1;
    else if (suggested.has(contacts.sort().join(' '))) near += 1;
  }
  return score(expected.size, automatic, wrongPairs, found, near);
}

function score(expected: number, automatic: number, wrong: number, found: number, near: number): Score {
  const share = (part: number, whole: number) =>
    whole === 0 ? 1 : Math.round((part / whole) * 100_000) / 100_000;
  return {
    expected,
    automatic,
    wrong,
    precision: share(automatic - wrong, automatic),
    recall: share(found, expected),
    recallWithSuggestions: share(found + near, expected),
  };
}

function envelope(account: Account, { text }: Line, id: number): Envelope {
  const bytes = Buffer.from(payload(account, text, id));
  return { key: `${account.user} ${id}`, lane: account.user, bytes, receivedAt: Date.now() };
}

/** What the network would hand over. */
function payload(account: Account, text: string, id: number): string {
  const { user, name } = account;
  if (account.kind === 'chat') {
    const from = { id: Number(user), is_bot: false, first_name: name || user };
    const chat = { id: Number(user), type: 'private', first_name: name || user };
    const date = Math.floor(Date.now() / 1000);
    return JSON.stringify({ update_id: id, message: { message_id: id, from, chat, date, text } });
  }
  if (account.kind === 'other-chat') {
    const sender = { id: user, name };
    const message = { type: 'text', text };
    return JSON.stringify({
      event: 'message',
      timestamp: Date.now(),
      message_token: id,
      sender,
      message,
      silent: false,
    });
  }
  const shown = name === '' ? user : `=?utf-8?B?${Buffer.from(name).toString('base64')}?= <${user}>`;
  const head = [
    `From: ${shown}`,
    'To: shop@okno.example',
    `Message-ID: <${id}@bench.example>`,
    `Date: ${new Date().toUTCString()}`,
    `Subject: ${/forward|пере(?:с|н)|Uzatil/i.test(text) ? 'Fwd: ' : /^>/m.test(text) ? 'Re: ' : ''}order`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  return `${head.join('\r\n')}\r\n\r\n${Buffer.from(text).toString('base64')}`;
}
