import { EventEmitter } from 'node:events';
import type { Connection } from 'mongoose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchHeartbeats } from '../../src/store/heartbeats.ts';
import { silent } from '../support/store.ts';

let client: EventEmitter;
let reopened: number;
let watch: { stop(): void };

beforeEach(() => {
  vi.useFakeTimers();
  client = new EventEmitter();
  reopened = 0;
  const connection = { getClient: () => client } as unknown as Connection;
  watch = watchHeartbeats(connection, silent, async () => {
    reopened += 1;
    client = new EventEmitter();
    if (reopened === 1) throw new Error('still away');
  });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

test('a driver that looks, with any outcome, is left alone', async () => {
  for (let at = 0; at < 30; at += 1) {
    await vi.advanceTimersByTimeAsync(5_000);
    client.emit(at % 2 ? 'serverHeartbeatFailed' : 'serverHeartbeatSucceeded');
  }
  expect(reopened).toBe(0);
});

test('a driver that looks no more is replaced, again until it works', async () => {
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reopened).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reopened).toBe(2);
  client.emit('serverHeartbeatSucceeded');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(reopened).toBe(2);
});
