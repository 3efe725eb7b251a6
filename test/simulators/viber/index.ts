import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBot, type ViberBot, type ViberFaults, type ViberSent } from './bot.ts';
import { answerMethod } from './methods.ts';
import { createPerson, type ViberPerson } from './person.ts';

export type { ViberFaults, ViberPerson, ViberSent };

export interface ViberSimulator {
  /** To be set as `apiRoot`. */
  url: string;
  token: string;
  faults: ViberFaults;
  /** A person with the app; the same name is the same person. */
  person(name: string, details?: { language?: string; hidden?: boolean }): ViberPerson;
  /** What people received, oldest first. */
  sent(): ViberSent[];
  onSent(listener: (sent: ViberSent) => void): void;
  /** Posts a callback of any shape, signed; resolves when the service took it or `tries` are used up. */
  callback(body: string, tries?: number): Promise<{ status: number; body: string }>;
  /** Lets something happen while nobody waits for it; happenings keep their order. */
  later(work: () => Promise<unknown>): void;
  /** How much is still to be delivered. */
  underway(): number;
  /** Delivers again what was delivered last. */
  redeliver(): Promise<void>;
  /** Nobody answers at this address any more. */
  vanish(): void;
  close(): Promise<void>;
}

export interface ViberSimulatorOptions {
  token?: string;
  name?: string;
  /** First pause before a repeated callback, milliseconds; doubles. */
  retryMs?: number;
  /** How often a callback is repeated at most. */
  tries?: number;
}

/** The REST API and the callbacks of a Viber bot on 127.0.0.1, as documented, with faults to switch on. */
export async function createViberSimulator(options: ViberSimulatorOptions = {}): Promise<ViberSimulator> {
  const bot = createBot(options);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on(
      'end',
      () => void answer(bot, request.url ?? '', request.headers, Buffer.concat(chunks), response),
    );
  });
  const port = await listen(server);
  const people = new Map<string, ViberPerson>();
  return {
    url: `http://127.0.0.1:${port}/pa`,
    token: bot.token,
    faults: bot.faults,
    person(name, details = {}) {
      const known = people.get(name) ?? createPerson(bot, name, details, `http://127.0.0.1:${port}`);
      people.set(name, known);
      return known;
    },
    sent: () => [...bot.sent],
    onSent: (listener) => {
      bot.onSent.add(listener);
    },
    callback: (body, tries) => bot.deliver(body, tries),
    later: (work) => bot.later(work),
    underway: () => bot.underway,
    async redeliver() {
      if (bot.last !== undefined) await bot.deliver(bot.last);
    },
    vanish() {
      server.close();
      server.closeAllConnections();
    },
    async close() {
      bot.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function answer(
  bot: ViberBot,
  url: string,
  headers: NodeJS.Dict<string | string[]>,
  body: Buffer,
  response: import('node:http').ServerResponse,
): Promise<void> {
  if (url.startsWith('/media/')) {
    const file = bot.media.get(url.split('?')[0] ?? '');
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.mime ?? 'text/plain' });
    response.end(file?.bytes);
    return;
  }
  const outcome = await answerMethod(bot, url.replace(/^\/pa\//, ''), headers['x-viber-auth-token'], body);
  if (outcome.kind === 'drop') {
    response.destroy();
    return;
  }
  response.writeHead(outcome.kind === 'html' ? 502 : 200, {
    'content-type': outcome.kind === 'html' ? 'text/html' : 'application/json',
  });
  response.end(outcome.text);
}
