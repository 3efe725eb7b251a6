import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView, SendMessage } from '../../src/api/protocol.ts';
import { ApiError } from '../../web-inbox/api/http.ts';
import { createOutbox, type OutboxItem, type OutboxStorage } from '../../web-inbox/outbox/outbox.ts';

/** Keeps rows like the browser's database: what is put survives, and nothing is shared by reference. */
function memoryStorage(): OutboxStorage & { rows: Map<string, OutboxItem> } {
  const rows = new Map<string, OutboxItem>();
  return {
    rows,
    all: async () => structuredClone([...rows.values()]),
    put: async (item) => void rows.set(item.clientId, structuredClone(item)),
    remove: async (clientId) => void rows.delete(clientId),
  };
}

const item = (clientId: string, conversation: string, at: number): OutboxItem => ({
  clientId,
  conversation,
  request: { clientId, text: clientId, seen: 3 },
  attachments: [],
  channel: null,
  createdAt: new Date(at).toISOString(),
  state: 'waiting',
});

type Trouble = 'none' | 'lost-request' | 'lost-answer' | 'busy' | 'refuse';

/** Our server's promise: the same client id is the same message. */
class Desk {
  readonly taken: { conversation: string; clientId: string; request: SendMessage }[] = [];
  private index = 0;
  private readonly troubles: readonly Trouble[];

  constructor(troubles: readonly Trouble[]) {
    this.troubles = troubles;
  }

  post = async (conversation: string, request: SendMessage): Promise<MessageView> => {
    const trouble = this.troubles[this.index++] ?? 'none';
    if (trouble === 'lost-request') throw new ApiError('offline', 0, 'lost');
    if (trouble === 'busy') throw new ApiError('unavailable', 503, 'busy');
    if (trouble === 'refuse') throw new ApiError('answered_meanwhile', 409, 'Olga was faster.');
    const { clientId } = request;
    if (!this.taken.some((one) => one.clientId === clientId)) {
      this.taken.push({ conversation, clientId, request });
    }
    if (trouble === 'lost-answer') throw new ApiError('offline', 0, 'lost');
    return { id: `m-${clientId}`, clientId } as MessageView;
  };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
};

describe('the outbox', () => {
  it('brings every message to the server once and in order, whatever happens to the line', async () => {
    const trouble = fc.constantFrom<Trouble>('none', 'lost-request', 'lost-answer', 'busy');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 12 }),
        fc.array(trouble, { maxLength: 20 }),
        fc.nat(12),
        async (conversations, troubles, reloadAt) => {
          const storage = memoryStorage();
          const desk = new Desk(troubles);
          const page = () =>
            createOutbox({ storage, post: desk.post, onPosted() {}, pause: () => Promise.resolve() });
          let outbox = page();
          for (const [index, conversation] of conversations.entries()) {
            if (index === reloadAt) {
              outbox = page();
              await outbox.start();
            }
            await outbox.add(item(`client-${index}`, conversation, index));
          }
          await settle();
          for (const name of ['a', 'b']) {
            const wanted = conversations.flatMap((one, index) => (one === name ? [`client-${index}`] : []));
            const got = desk.taken.filter((one) => one.conversation === name).map((one) => one.clientId);
            expect(got).toEqual(wanted);
          }
          expect(outbox.items.get()).toEqual([]);
          expect(storage.rows.size).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets the event settle a row whose answer never comes, and hears it twice without harm', async () => {
    const storage = memoryStorage();
    const outbox = createOutbox({
      storage,
      post: () => new Promise(() => {}),
      onPosted() {},
      pause: () => Promise.resolve(),
    });
    await outbox.add(item('client-1', 'a', 1));
    outbox.settle('client-1');
    outbox.settle('client-1');
    await settle();
    expect(outbox.items.get()).toEqual([]);
    expect(storage.rows.size).toBe(0);
  });

  it('keeps a refused message with its reason over a reload, lets the next one pass, and insists on request', async () => {
    const storage = memoryStorage();
    const desk = new Desk(['refuse']);
    const parts = { storage, post: desk.post, onPosted() {}, pause: () => Promise.resolve() };
    const first = createOutbox(parts);
    await first.add(item('client-1', 'a', 1));
    await first.add(item('client-2', 'a', 2));
    await settle();
    expect(desk.taken.map((one) => one.clientId)).toEqual(['client-2']);
    const second = createOutbox(parts);
    await second.start();
    await settle();
    expect(second.items.get()).toMatchObject([
      { clientId: 'client-1', state: 'refused', error: 'answered_meanwhile' },
    ]);
    await second.insist('client-1');
    await settle();
    expect(desk.taken[1]?.request.seen).toBeUndefined();
    expect(second.items.get()).toEqual([]);
  });

  it('forgets a discarded message', async () => {
    const storage = memoryStorage();
    const desk = new Desk(['refuse']);
    const outbox = createOutbox({ storage, post: desk.post, onPosted() {}, pause: () => Promise.resolve() });
    await outbox.add(item('client-1', 'a', 1));
    await settle();
    await outbox.discard('client-1');
    expect(storage.rows.size).toBe(0);
    expect(outbox.items.get()).toEqual([]);
  });
});
