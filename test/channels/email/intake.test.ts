import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailServer, hasDovecot, type MailServer } from '../../simulators/email/index.ts';
import { FAST, letter, type Running, start, TestHouse, until } from './harness.ts';

const DAY = 86_400_000;

if (!hasDovecot()) {
  // biome-ignore lint/suspicious/noConsole: a reader of the run must not take these for proved.
  console.warn('Dovecot is not installed: the mailbox tests run against the simulator ONLY.');
}

describe.each(hasDovecot() ? (['dovecot', 'simulator'] as const) : (['simulator'] as const))(
  'mailbox intake (%s)',
  (imap) => {
    let server: MailServer;
    let house: TestHouse;
    let running: Running | undefined;

    beforeEach(async () => {
      server = await createMailServer({ imap });
      house = new TestHouse();
    });

    afterEach(async () => {
      await running?.stop();
      running = undefined;
      await server.close();
    });

    const begin = async (extra: Record<string, unknown> = {}) => {
      running = await start({ ...server.settings(), ...extra }, house);
    };
    const online = () => until('online', () => house.last()?.state === 'online');

    it('takes in what is there and what comes, in order, without touching the flags', async () => {
      for (let index = 0; index < 120; index += 1) server.deliver(letter(`old ${index}`));
      await begin();
      await online();
      expect(house.subjects()).toEqual(Array.from({ length: 120 }, (_, index) => `old ${index}`));
      server.deliver(letter('new'));
      await until('the new letter', () => house.subjects().includes('new'));
      expect(server.store.flags().join('')).not.toContain('S');
      expect(house.order[0]?.lane).toBe('kate@client.example');
    });

    it('does not wait for the next look when a letter comes right behind another', async () => {
      const never = { ...FAST, pollMs: 3_600_000, slowMs: 3_600_000 };
      running = await start(server.settings(), house, never);
      await online();
      const accept = house.accept.bind(house);
      house.accept = async (envelopes) => {
        if (house.stored.size === 0) server.deliver(letter('right behind'));
        // Long enough for the connection to idle, and so to hear of it, while the first is being stored.
        await new Promise((resolve) => setTimeout(resolve, 600));
        await accept(envelopes);
      };
      server.deliver(letter('first'));
      await until('both letters', () => house.stored.size === 2);
      expect(house.subjects()).toEqual(['first', 'right behind']);
    });

    it('hears of letters that came while another folder was read', async () => {
      const never = { ...FAST, pollMs: 3_600_000, slowMs: 3_600_000 };
      const accept = house.accept.bind(house);
      house.accept = async (envelopes) => {
        if (house.stored.size === 0) server.deliver(letter('meanwhile'));
        await accept(envelopes);
      };
      server.deliver(letter('written elsewhere', 'support@havan.example', { To: 'kate@client.example' }), {
        folder: 'Sent',
      });
      running = await start(server.settings(), house, never);
      await until('both letters', () => house.stored.size === 2);
    });

    it('starts with nothing of the past when told so, and with the last days otherwise', async () => {
      server.deliver(letter('ancient'), { date: Date.now() - 60 * DAY });
      server.deliver(letter('recent'), { date: Date.now() - 3 * DAY });
      await begin({ since: 10 });
      await online();
      expect(house.subjects()).toEqual(['recent']);
      expect(house.order[0]?.meta?.backfill).toBe(true);
      await running?.stop();
      const other = new TestHouse();
      running = await start({ ...server.settings(), since: 0 }, other);
      await until('online', () => other.last()?.state === 'online');
      server.deliver(letter('from now on'));
      await until('the new letter', () => other.subjects().length > 0);
      // Also after the passes that look for late letters.
      await new Promise((resolve) => setTimeout(resolve, 3 * FAST.slowMs));
      expect(other.subjects()).toEqual(['from now on']);
    });

    it('goes on after ten days without a server: 3,000 letters, each once, old dates kept', async () => {
      server.deliver(letter('before'));
      await begin();
      await online();
      await running?.stop();
      await server.store.pause();
      const from = Date.now() - 10 * DAY;
      for (let index = 0; index < 3000; index += 1)
        server.deliver(letter(`while away ${index}`), { date: from + index * 200_000 });
      await server.store.resume();
      await begin();
      await until('all letters', () => house.stored.size === 3001, 60_000);
      expect(house.accepted).toBe(3001);
      expect(house.subjects().slice(1)).toEqual(
        Array.from({ length: 3000 }, (_, index) => `while away ${index}`),
      );
      expect(Number(house.order[1]?.meta?.internalDate)).toBeLessThan(from + 60_000);
    }, 120_000);

    it('recognises every letter after UIDVALIDITY changed', async () => {
      for (let index = 0; index < 30; index += 1) server.deliver(letter(`kept ${index}`));
      await begin();
      await online();
      await server.store.changeUidValidity();
      server.deliver(letter('after'));
      await until('the letter after', () => house.subjects().includes('after'));
      expect(house.stored.size).toBe(31);
    });

    it('loses nothing when others delete, and when the wire is cut in IDLE and in FETCH', async () => {
      for (let index = 0; index < 300; index += 1)
        server.deliver(letter(`first ${index}`) + 'x'.repeat(2000));
      server.imap.proxy.cutAfterBytes = 200_000;
      await begin();
      await until('the first cut is survived', () => house.stored.size === 300);
      await online();
      server.store.remove(100);
      server.imap.proxy.cut();
      for (let index = 0; index < 50; index += 1) server.deliver(letter(`second ${index}`));
      await until('all letters', () => house.stored.size === 350);
      expect(house.states.some((state) => state.state === 'degraded')).toBe(true);
      await online();
    });

    it('moves the cursor only after the letters are stored', async () => {
      server.deliver(letter('older than asked for'), { date: Date.now() - 60 * DAY });
      for (let index = 0; index < 10; index += 1) server.deliver(letter(`kept ${index}`));
      house.failing = 3;
      await begin();
      await until('stored in the end', () => house.stored.size === 10);
      expect(house.accepted).toBe(10);
    });

    it('takes a letter in once although it lies in two folders, and sees what was sent elsewhere', async () => {
      const copy = letter('in two places');
      server.deliver(copy);
      server.deliver(`Delivered-To: support@havan.example\r\n${copy}`, { folder: 'Clients' });
      server.deliver(letter('written elsewhere', 'support@havan.example', { To: 'kate@client.example' }), {
        folder: 'Sent',
      });
      await begin({ imap: { ...(server.settings().imap as object), folders: ['INBOX', 'Clients'] } });
      await online();
      expect(house.subjects().sort()).toEqual(['in two places', 'written elsewhere']);
      const sent = house.order.find((envelope) => envelope.meta?.role === 'sent');
      expect(sent?.lane).toBe('kate@client.example');
    });

    it('stops at a refused login and asks for a person', async () => {
      await begin({ imap: { ...(server.settings().imap as object), pass: 'wrong' } });
      await until('blocked', () => house.last()?.state === 'blocked', 30_000);
      expect(house.last()).toMatchObject({ state: 'blocked', action: 're-authorise', error: 'unauthorised' });
      expect(JSON.stringify(house.states)).not.toContain('wrong');
      await until('no connection is left', () => server.imap.proxy.connections() === 0);
    });

    it('does not wait behind a letter that cannot be understood', async () => {
      server.deliver(Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10, 0, 0]));
      server.deliver(letter('behind it'));
      await begin();
      await until('both', () => house.stored.size === 2);
    });
  },
);
