import { setImmediate as giveWay } from 'node:timers/promises';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { accountsById } from '../store/accounts.ts';
import { isTransient } from '../store/duplicate.ts';
import { countTry, type EnvelopeDoc, type EnvelopeProblem, envelopesById } from '../store/envelopes.ts';
import { applyLetters, type BatchResult, quarantine } from './apply.ts';
import { type Decoded, decodeEnvelope, type Letter } from './decode.ts';
import type { Taken } from './queue.ts';

/** A batch that is read and decoded; nothing of it is done yet. */
export interface Prepared {
  ids: string[];
  letters: Letter[];
  bad: { envelope: EnvelopeDoc; problem: EnvelopeProblem }[];
}

export interface Batches {
  /** Reads and decodes; changes nothing. Rejects only when the store is away. */
  prepare(taken: readonly Taken[]): Promise<Prepared>;
  /** Applies in order. Rejects only when the store is away; then nothing is lost, come again. */
  apply(prepared: Prepared): Promise<BatchResult>;
}

/** Tries of one envelope before it is laid aside. */
const TRIES = 3;
/** Beginnings without an end, counted over several lives of the process; the later ones of them it was alone. */
const CRASHES = 8;
/** Envelopes decoded at a stretch: the batch before goes on in between, whenever the store has answered it. */
const SLICE = 8;

/** Applies batches and finds the one that spoils them. */
export function createBatches(house: House): Batches {
  const accounts = new Map<string, AccountDoc>();
  let changes = 0;
  const forget = (id: string): void => {
    accounts.delete(id);
    changes += 1;
  };
  house.events.subscribe(({ event }) => {
    if (event.name === 'account.changed') forget(event.data.account.id);
    if (event.name === 'account.removed') forget(event.data.id);
  });

  /** As they are now: one that changes while a batch is decoded is read again for the next one. */
  async function accountsOf(docs: readonly EnvelopeDoc[]): Promise<ReadonlyMap<string, AccountDoc>> {
    const known = new Map<string, AccountDoc>();
    const missing = new Set<string>();
    for (const { accountId } of docs) {
      const account = accounts.get(accountId);
      if (account === undefined) missing.add(accountId);
      else known.set(accountId, account);
    }
    if (missing.size === 0) return known;
    const before = changes;
    for (const account of await accountsById(house.store.accounts, [...missing])) {
      known.set(account._id, account);
      // What was read before a change must not be taken for what is there after it.
      if (changes === before) accounts.set(account._id, account);
    }
    return known;
  }

  async function read(taken: readonly Taken[]): Promise<EnvelopeDoc[]> {
    const absent = taken.filter(({ doc }) => doc === undefined).map(({ id }) => id);
    const found = new Map((await envelopesById(house.store, absent)).map((doc) => [doc._id, doc]));
    return taken.flatMap(({ id, doc }) => doc ?? found.get(id) ?? []).filter(({ state }) => state === 'new');
  }

  /** One by one, so that a single bad envelope is found; it never holds up the others. */
  async function applyAlone(letter: Letter): Promise<BatchResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await applyLetters(house, [letter]);
      } catch (error) {
        if (isTransient(error)) throw error;
        const { _id } = letter.envelope;
        await countTry(house.store.envelopes, [_id]);
        if (attempt < TRIES) continue;
        house.log.error({ err: error, envelope: _id }, 'an envelope cannot be applied; it is in quarantine');
        const detail = error instanceof Error ? error.message.slice(0, 500) : 'It cannot be applied.';
        await quarantine(house, _id, { code: 'failed', detail });
        return { keys: [], parked: [], quarantined: 1, settled: [] };
      }
    }
  }

  async function applyAll(letters: readonly Letter[]): Promise<BatchResult> {
    try {
      return await applyLetters(house, letters);
    } catch (error) {
      if (isTransient(error)) throw error;
      house.log.warn(
        { err: error, size: letters.length },
        'a batch failed; applying its envelopes one by one',
      );
      const results: BatchResult[] = [];
      for (const letter of letters) results.push(await applyAlone(letter));
      return together(results);
    }
  }

  return {
    async prepare(taken) {
      const docs = await read(taken);
      const known = await accountsOf(docs);
      const decoded: Decoded[] = [];
      for (let at = 0; at < docs.length; at += SLICE) {
        const some = docs
          .slice(at, at + SLICE)
          .map((doc) =>
            doc.attempts >= CRASHES ? crashed(doc) : decodeEnvelope(house, doc, known.get(doc.accountId)),
          );
        decoded.push(...(await Promise.all(some)));
        await giveWay();
      }
      return {
        ids: taken.map(({ id }) => id),
        letters: decoded.flatMap((one) => (one.ok ? [one.letter] : [])),
        bad: decoded.flatMap((one) => (one.ok ? [] : [one])),
      };
    },
    async apply({ letters, bad }) {
      for (const { envelope, problem } of bad) await quarantine(house, envelope._id, problem);
      const result = await applyAll(letters);
      return { ...result, quarantined: result.quarantined + bad.length };
    },
  };
}

function crashed(envelope: EnvelopeDoc): Decoded {
  const detail = 'The service ended while this was being applied, several times.';
  return { ok: false, envelope, problem: { code: 'failed', detail } };
}

function together(results: readonly BatchResult[]): BatchResult {
  return {
    keys: results.flatMap(({ keys }) => keys),
    parked: results.flatMap(({ parked }) => parked),
    settled: results.flatMap(({ settled }) => settled),
    quarantined: results.reduce((sum, { quarantined }) => sum + quarantined, 0),
  };
}
