import { afterEach, beforeEach, expect, it } from 'vitest';
import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import { SideDoor } from '../../../adapters/email/imap/side-door.ts';
import type { EmailSettings } from '../../../adapters/email/settings.ts';
import { createWire, type Wire } from '../../scenarios/wire.ts';
import { createMailServer, type MailServer } from '../../simulators/email/index.ts';
import { FAST, hostOf, TestHouse, until } from './harness.ts';

let server: MailServer;
let wire: Wire;
let input: Record<string, unknown>;

beforeEach(async () => {
  server = await createMailServer({ imap: 'auto' });
  wire = await createWire(server.imap.port, 'imap');
  const settings = server.settings();
  input = { ...settings, imap: { ...(settings.imap as object), port: wire.port } };
});
afterEach(async () => {
  await wire.close();
  await server.close();
});

const wrong = () => ({ ...input, imap: { ...(input.imap as object), pass: 'wrong' } });

it('a refused login is tried again after a long pause only, and says meanwhile what to do', async () => {
  const house = new TestHouse();
  const ending = new AbortController();
  const adapter = new EmailAdapter(hostOf(wrong(), house), { ...FAST, refusedMs: 1_500 });
  await adapter.start(house, ending.signal);
  await until('blocked', () => house.last()?.state === 'blocked');
  expect(wire.asked()).toBe(1);
  await until('a second try', () => wire.asked() === 2);
  expect(house.states.map(({ state }) => state).filter((state) => state === 'degraded')).toEqual([]);
  ending.abort();
  await adapter.stop();
});

it('what goes in by the side door does not insist on a refused login either', async () => {
  const side = new SideDoor(hostOf(wrong(), new TestHouse()).settings as EmailSettings, undefined);
  const { signal } = new AbortController();
  for (let nth = 0; nth < 5; nth += 1) {
    await expect(side.hasSent(`<${nth}@okno.example>`, signal)).rejects.toThrow();
  }
  expect(wire.asked()).toBe(1);
  await side.close();
});
