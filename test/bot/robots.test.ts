import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { welcome } from '../../src/bot/templates/welcome.ts';
import { createRegistry } from '../../src/registry.ts';
import { createMailServer, type MailServer, type ReceivedLetter } from '../simulators/email/index.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { createToy, toyCapabilities } from '../support/toy-channel.ts';
import { letSpeak, type Messenger, messenger } from './support.ts';

describe('between two robots on a messenger', { timeout: 120_000 }, () => {
  const text = { ...toyCapabilities.text, maxLength: 4000 };
  let houses: TestHouse[];
  let nets: Messenger[];
  /** Whatever one network holds of ours is said on the other, a moment later. */
  let wire: NodeJS.Timeout;

  beforeEach(async () => {
    houses = [
      await testHouse({ toy: createToy({ capabilities: { text } }) }),
      await testHouse({ toy: createToy({ capabilities: { text } }) }),
    ];
    nets = await Promise.all(houses.map(messenger));
    await Promise.all(houses.map((house) => letSpeak(house, welcome)));
    const carried = [0, 0];
    wire = setInterval(() => {
      for (const [at, net] of nets.entries()) {
        for (const { text: words } of net.heard('twin').slice(carried[at])) {
          carried[at] = (carried[at] ?? 0) + 1;
          void nets[1 - at]?.writes('twin', words);
        }
      }
    }, 20);
  });
  afterEach(async () => {
    clearInterval(wire);
    await Promise.all(houses.map((house) => house.close()));
  });

  test('each gives three answers at most', async () => {
    await nets[0]?.writes('twin', 'Здравствуйте');
    await Promise.all(nets.map((net) => net.hears('twin', 1)));
    await quiet(houses, () => nets.map((net) => net.heard('twin').length).join());
    for (const net of nets) {
      expect(net.heard('twin').length).toBeGreaterThan(0);
      expect(net.heard('twin').length).toBeLessThanOrEqual(3);
    }
  });
});

const OURS = 'support@havan.example';

/** A letter as a mail program writes it; `more` are further headers. */
function letter(from: string, words: string, more: Record<string, string> = {}): string {
  const headers = {
    From: from,
    To: OURS,
    Subject: 'Вопрос',
    Date: new Date().toUTCString(),
    'Message-ID': `<${Math.random().toString(36).slice(2)}@other.example>`,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n${words}\r\n`;
}

const headersOf = ({ raw }: ReceivedLetter): string => raw.toString().split('\r\n\r\n')[0] ?? '';
const messageIdOf = (sent: ReceivedLetter): string => /^Message-ID: (\S+)/im.exec(headersOf(sent))?.[1] ?? '';

describe('between two robots by mail', { timeout: 120_000 }, () => {
  let mail: MailServer;
  let house: TestHouse;
  let answer: ((sent: ReceivedLetter) => string) | undefined;

  beforeEach(async () => {
    answer = undefined;
    mail = await createMailServer({
      address: OURS,
      imap: 'simulator',
      onLetter: (sent) => {
        const words = answer?.(sent);
        if (words !== undefined) setTimeout(() => mail.deliver(words), 20);
      },
    });
    house = await testHouse({ registry: createRegistry() });
    const { client } = house.administrator;
    const made = await client.post('/accounts', {
      channel: 'email',
      name: 'Mail',
      settings: mail.settings(),
    });
    expect(made.status).toBe(201);
    // What lies in a mailbox before it is connected is nobody's first word.
    await expect
      .poll(async () => (await client.get('/accounts')).body.items[0].health.state, { timeout: 60_000 })
      .toBe('online');
    await letSpeak(house, welcome);
  });
  afterEach(async () => {
    await house.close();
    await mail.close();
  });

  test('our answer says that software wrote it, and an answer that says so too is the end', async () => {
    answer = (sent) =>
      letter('Robot <help@other.example>', 'Мы получили ваше письмо.', {
        'Auto-Submitted': 'auto-replied',
        'In-Reply-To': messageIdOf(sent),
      });
    mail.deliver(letter('Robot <help@other.example>', 'Здравствуйте, есть вопрос.'));
    await expect.poll(() => mail.sent().length, { timeout: 60_000 }).toBe(1);
    await quiet([house], () => `${mail.sent().length}`);
    expect(mail.sent()).toHaveLength(1);
    const headers = headersOf(mail.sent()[0] as ReceivedLetter);
    expect(headers).toMatch(/^Auto-Submitted: auto-replied\r?$/im);
    expect(headers).toMatch(/^Precedence: bulk\r?$/im);
    expect(headers).toMatch(/^X-Auto-Response-Suppress: All\r?$/im);
    expect(headers).toMatch(/^In-Reply-To: </im);
  });

  test('one that does not say so gets three answers at most', async () => {
    let nth = 0;
    answer = (sent) => {
      nth += 1;
      return letter(
        'Robot <help@other.example>',
        `Ваше обращение №${nth} зарегистрировано. Ожидайте ответа.`,
        {
          'In-Reply-To': messageIdOf(sent),
        },
      );
    };
    mail.deliver(letter('Robot <help@other.example>', 'Здравствуйте, есть вопрос.'));
    await expect.poll(() => mail.sent().length, { timeout: 60_000 }).toBeGreaterThan(0);
    await quiet([house], () => `${mail.sent().length}`);
    expect(mail.sent().length).toBeLessThanOrEqual(3);
  });

  test('lists, bounces, no-reply senders, our own letters and our own notifications get none', async () => {
    const report = 'multipart/report; report-type=delivery-status; boundary="b"';
    const silent = [
      letter('News <news@other.example>', 'Новости', { 'List-Id': '<news.other.example>' }),
      letter('News <sale@other.example>', 'Скидки', { Precedence: 'bulk' }),
      letter('Shop <no-reply@other.example>', 'Ваш заказ принят'),
      letter('MAILER-DAEMON <mailer-daemon@other.example>', '--b--', { 'Content-Type': report }),
      letter('Ivan <ivan@other.example>', 'Я в отпуске', { Subject: 'Автоответ: Вопрос' }),
      letter('Cron <build@other.example>', 'done', { 'Auto-Submitted': 'auto-generated' }),
      letter(`Okno <${OURS}>`, 'Канал отключился', {
        'X-Okno-Loop': 'alarm',
        'Auto-Submitted': 'auto-generated',
      }),
      letter(`Okno <${OURS}>`, 'Письмо самим себе'),
    ];
    for (const words of silent) mail.deliver(words);
    mail.deliver(letter('Anna <anna@other.example>', 'Здравствуйте'));
    await expect.poll(() => mail.sent().length, { timeout: 60_000 }).toBe(1);
    await quiet([house], () => `${mail.sent().length}`);
    expect(mail.sent().flatMap(({ to }) => to)).toEqual(['anna@other.example']);
  });
});

/** Resolves once nothing is on its way any more, and stays so while a robot would have answered many times. */
async function quiet(houses: readonly TestHouse[], look: () => string): Promise<void> {
  for (let seen = '', still = 0; still < 8; ) {
    for (const { doors } of houses) {
      await doors.ingest.idle();
      await doors.bot.caughtUp();
    }
    const counts = houses.map(({ house }) =>
      house.store.messages.countDocuments().where('delivery.state').in(['queued', 'sending']),
    );
    const under = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    const now = look();
    still = now === seen && under === 0 ? still + 1 : 0;
    seen = now;
    await new Promise((done) => setTimeout(done, 250));
  }
}
