import { afterEach, expect, it } from 'vitest';
import type { MessageView } from '../../src/api/protocol.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { MAX_ATTEMPTS } from '../../src/delivery/verdict.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

let here: DeliveryHouse | undefined;
afterEach(() => here?.close());

it('screens see which try it is, of how many, and when the next one is', async () => {
  here = await deliveryHouse();
  const { house, toy, meet, worker, reached } = here;
  const shown: NonNullable<MessageView['delivery']>[] = [];
  house.events.subscribe(({ event }) => {
    if (event.name !== 'message.changed') return;
    const { delivery } = event.data.message;
    if (delivery !== null && delivery !== undefined) shown.push(delivery);
  });
  const { conversationId } = await meet('ann');
  toy.network.failNext({ error: 'unreachable_network', certainty: 'not-sent' });
  worker().start();
  const { _id } = await sendMessage(house, olga, conversationId, say('hello'));
  const sent = await reached(_id, 'sent');
  while (shown.at(-1)?.state !== 'sent') await new Promise((go) => setTimeout(go, 5));
  const states = shown.map(({ state, attempts }) => [state, attempts]);
  expect(states).toEqual([
    ['sending', 1],
    ['queued', 1],
    ['sending', 2],
    ['sent', 2],
  ]);
  const waiting = shown[1];
  expect(waiting).toMatchObject({ maxAttempts: MAX_ATTEMPTS, reason: 'unreachable_network' });
  expect(Date.parse(waiting?.nextTryAt ?? '')).toBeGreaterThan(0);
  expect(sent.delivery?.reason).toBeUndefined();
});
