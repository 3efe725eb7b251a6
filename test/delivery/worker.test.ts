import { afterEach, describe, expect, it } from 'vitest';
import { sendMessage } from '../../src/delivery/compose.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

let open: DeliveryHouse | undefined;
const start = async (options?: Parameters<typeof deliveryHouse>[0]) => {
  open = await deliveryHouse(options);
  return open;
};
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('the delivery worker', () => {
  it('sends what is queued, in order, and notes the ids', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    worker().start();
    const sent = [];
    for (const text of ['one', 'two', 'three'])
      sent.push(await sendMessage(house, olga, conversationId, say(text)));
    for (const message of sent) await reached(message._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['one', 'two', 'three']);
    const last = await reached(sent[2]?._id ?? '', 'sent');
    expect(last.delivery).toMatchObject({ state: 'sent', attempts: 1, parts: [{ index: 0, ids: ['m3'] }] });
    expect(last.keys).toHaveLength(1);
  });
});
