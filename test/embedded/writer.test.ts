import { afterEach, beforeEach, expect, test } from 'vitest';
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
