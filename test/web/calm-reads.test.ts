import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalmReads } from '../../web-inbox/app/calm-reads.ts';

/** Readings that end when the test says so. */
function heldReads() {
  const running: { end(): void; fail(): void }[] = [];
  const read = (): Promise<void> =>
    new Promise((resolve, reject) => running.push({ end: resolve, fail: () => reject(new Error('no')) }));
  return { running, read };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('calm reads', () => {
  it('reads once for many who ask, at most one in its time', async () => {
    const { running, read } = heldReads();
    const reads = createCalmReads(read, { calmMs: 1000 });
    for (let i = 0; i < 5; i += 1) reads.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(running).toHaveLength(1);
    running[0]?.end();
    await vi.advanceTimersByTimeAsync(100);
    reads.ask();
    reads.ask();
    await vi.advanceTimersByTimeAsync(899);
    expect(running).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(running).toHaveLength(2);
  });

  it('never reads twice at once: what is asked meanwhile is read afterwards', async () => {
    const { running, read } = heldReads();
    const reads = createCalmReads(read, { calmMs: 1000 });
    reads.ask();
    await vi.advanceTimersByTimeAsync(0);
    reads.ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(running).toHaveLength(1);
    running[0]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(running).toHaveLength(2);
    running[1]?.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(running).toHaveLength(2);
  });

  it.each([
    { againMs: 5000, tries: 2 },
    { againMs: undefined, tries: 1 },
  ])('tries a failed reading again only where it is told to ($againMs)', async ({ againMs, tries }) => {
    const { running, read } = heldReads();
    const reads = createCalmReads(read, { calmMs: 1000, ...(againMs === undefined ? {} : { againMs }) });
    reads.ask();
    await vi.advanceTimersByTimeAsync(0);
    running[0]?.fail();
    await vi.advanceTimersByTimeAsync(5000);
    expect(running).toHaveLength(tries);
  });

  it('asks before the time to try again has come when something happens', async () => {
    const { running, read } = heldReads();
    const reads = createCalmReads(read, { calmMs: 1000, againMs: 5000 });
    reads.ask();
    await vi.advanceTimersByTimeAsync(0);
    running[0]?.fail();
    await vi.advanceTimersByTimeAsync(10);
    reads.ask();
    await vi.advanceTimersByTimeAsync(990);
    expect(running).toHaveLength(2);
    running[1]?.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(running).toHaveLength(2);
  });

  it('stops for good', async () => {
    const { running, read } = heldReads();
    const reads = createCalmReads(read, { calmMs: 1000, againMs: 5000 });
    reads.ask();
    await vi.advanceTimersByTimeAsync(0);
    reads.ask();
    reads.stop();
    running[0]?.fail();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(running).toHaveLength(1);
  });
});
