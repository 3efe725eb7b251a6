import { expect, it } from 'vitest';
import { createHandover } from '../../../adapters/telegram/handover.ts';

it('works on a repeated update once, and both calls end with that work', async () => {
  const handOver = createHandover();
  const done: string[] = [];
  let finish = (): void => {};
  const work = async () => {
    await new Promise<void>((end) => {
      finish = end;
    });
    done.push('worked');
  };
  const first = handOver('a', work);
  const second = handOver('a', work);
  finish();
  await Promise.all([first, second]);
  await handOver('a', work);
  expect(done).toEqual(['worked']);
});

it('gives failed work a second try', async () => {
  const handOver = createHandover();
  await expect(handOver('a', () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  let tries = 0;
  await handOver('a', async () => {
    tries += 1;
  });
  expect(tries).toBe(1);
});
