import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import { appendMessage } from '../../src/conversations/append.ts';
import { newId } from '../../src/ids.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';
import { boss, threadOf } from './merge-support.ts';

let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse();
});
afterAll(() => core.close());

/** People and a colleague go on writing until `work` has ended. */
async function whileWriting(
  work: Promise<unknown>,
  write: (nth: number) => Promise<unknown>,
): Promise<number> {
  let ended = false;
  const done = work.finally(() => {
    ended = true;
  });
  let count = 0;
  while (!ended) {
    count += 1;
    await write(count);
  }
  await done;
  return count;
}

function note(conversationId: string, text: string) {
  const now = new Date();
  return appendMessage(core.house, {
    conversationId,
    clientId: newId(),
    direction: 'out',
    kind: 'note',
    content: { text: { text, spans: [] }, attachments: [], cards: [] },
    accountId: null,
    channel: null,
    chat: null,
    author: { kind: 'user', id: 'boss', name: 'Boss' },
    sentAt: now,
    receivedAt: now,
    reactions: [],
  });
}

test('nothing is lost and no number left out while people are merged and taken apart', async () => {
  await core.bring(...Array.from({ length: 30 }, (_, at) => says('eva', String(at), `eva ${at}`)));
  await core.bring(...Array.from({ length: 30 }, (_, at) => says('fred', String(at), `fred ${at}`)));
  const [eva, fred] = [await threadOf(core, 'eva'), await threadOf(core, 'fred')];
  let nth = 100;
  const accept = (user: string) => {
    nth += 1;
    return core.ingest.accept(core.account, [
      envelopeOf(says(user, String(nth), `${user} ${nth}`), Date.now()),
    ]);
  };
  const write = async (count: number) => {
    await Promise.all([accept('eva'), accept('fred'), note(fred.conversationId, `note ${count}`)]);
    await core.ingest.idle();
  };
  let merge: string | null = null;
  let notes = await whileWriting(
    mergeContacts(core.house, boss, eva.contactId, { from: fred.contactId }).then(({ id }) => {
      merge = id;
    }),
    write,
  );
  const one = await threadOf(core, 'fred');
  expect(one.contactId).toBe(eva.contactId);
  expect(one.texts).toHaveLength(60 + (2 * (nth - 100)) / 2 + notes);
  expectGapless(one.texts);
  notes += await whileWriting(undoMerge(core.house, boss, merge ?? ''), write);
  const apart = [await threadOf(core, 'eva'), await threadOf(core, 'fred')];
  for (const { texts } of apart) expectGapless(texts);
  for (const [index, user] of ['eva', 'fred'].entries()) {
    const own = (apart[index]?.texts ?? [])
      .map((text) => text.replace(/^\d+ /, ''))
      .filter((text) => !text.startsWith('note'));
    expect(own.every((text) => text.startsWith(user))).toBe(true);
    expect(own).toHaveLength(30 + (nth - 100) / 2);
  }
  const written = apart.flatMap(({ texts }) => texts.filter((text) => text.includes('note')));
  expect(written).toHaveLength(notes);
}, 300_000);

function expectGapless(texts: readonly string[]): void {
  expect(texts.map((text) => Number(text.split(' ')[0]))).toEqual(texts.map((_, index) => index + 1));
}
