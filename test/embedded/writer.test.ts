import { serialize } from 'bson';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modifyInSlices } from '../../src/store/embedded/store/modify.ts';
import { TimeLimit } from '../../src/store/embedded/store/time.ts';
import { openTemporaryEngine, type TemporaryEngine } from './temporary-engine.ts';

let temporary: TemporaryEngine;
beforeEach(() => {
  temporary = openTemporaryEngine();
});
afterEach(() => temporary.remove());

test('who wants one document does not wait for the long batches queued before', async () => {
  const { writer } = temporary.engine;
  const ran: string[] = [];
  const job = (name: string, statements: number) => writer.run(() => ran.push(name), statements);
  await Promise.all([job('long', 5000), job('longer', 9000), job('short', 1), job('small', 20)]);
  expect(ran).toEqual(['short', 'small', 'long', 'longer']);
});

test('a chunk of a change of many documents lets go first who wants one', async () => {
  const { engine } = temporary;
  await engine.writer.run(() => {
    const collection = engine.catalog.getOrCreate('app.items');
    for (let id = 0; id < 9; id++) engine.documents.insert(collection, Buffer.from(serialize({ _id: id })));
  });
  const ran: string[] = [];
  const many = modifyInSlices(engine, 'app.items', { filter: {} }, new TimeLimit(undefined), () => {
    ran.push('one of many');
    return false;
  });
  await new Promise((soon) => process.nextTick(soon));
  await Promise.all([many, engine.writer.run(() => ran.push('the one'))]);
  expect(ran[0]).toBe('the one');
  expect(ran).toHaveLength(10);
});

test('a long batch lets others go first once only, however many come', async () => {
  const { writer } = temporary.engine;
  const ran: string[] = [];
  const busy = (milliseconds: number) => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };
  let over = false;
  const short = async (): Promise<void> => {
    while (!over) await writer.run(() => ran.push('short') && busy(25));
  };
  const long = writer
    .run(() => ran.push('long'), 5000)
    .then(() => {
      over = true;
    });
  await Promise.all([short(), short(), short(), long]);
  expect(ran.indexOf('long')).toBeLessThan(10);
});
