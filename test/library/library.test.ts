import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationView, MessageView } from '../../src/api/protocol.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type RunningExample, runExample } from './example.ts';

const LONG = { timeout: 60_000, interval: 50 };
const eventually = (check: () => unknown) => vi.waitFor(check, LONG);

let simulator: TelegramSimulator;
let example: RunningExample | undefined;
let screen: Socket | undefined;

beforeEach(async () => {
  simulator = await createTelegramSimulator({ flood: false, scale: 0.05 });
});
afterEach(async () => {
  screen?.disconnect();
  await example?.stop();
  await simulator.close();
});

const said = () => simulator.sent().map((sent) => sent.text);

describe.each(['grammy-bot', 'telegraf-bot'])('%s with an inbox', (name) => {
  it.each(['polling', 'webhook'] as const)(
    'speaks until a person does, under %s',
    { timeout: 240_000 },
    async (intake) => {
      const running = await runExample(name, simulator, intake);
      example = running;
      const { client } = running;
      const olena = simulator.user('Олена');
      const conversation = async (): Promise<ConversationView | undefined> =>
        (await client.get('/conversations?status=any')).body.items[0];
      const thread = async (): Promise<string[]> => {
        const row = await conversation();
        if (row === undefined) return [];
        const page = await client.get(`/conversations/${row.id}/messages`);
        return page.body.items.map(
          ({ author, direction, text }: MessageView) => `${direction} ${author.kind}: ${text}`,
        );
      };
      /** The bot's middleware has done with everything that was written. */
      const handled = () => eventually(() => expect(simulator.pending()).toBe(0));
      const change = async (wanted: object) => {
        const row = await conversation();
        expect((await client.patch(`/conversations/${row?.id}`, wanted)).status).toBe(200);
      };

      const heard: string[] = [];
      screen = io(running.url, {
        extraHeaders: { cookie: String(client.headers.cookie) },
        transports: ['websocket'],
      });
      screen.onAny((event) => heard.push(event));
      await eventually(() => expect(heard).toContain('hello'));

      olena.says('привет');
      const opening = ['in client: привет', 'out bot: Вы написали: привет'];
      await eventually(async () => expect(await thread()).toEqual(opening));
      expect(said()).toEqual(['Вы написали: привет']);
      await eventually(() => expect(heard.length).toBeGreaterThan(1));

      await handled();
      simulator.redeliver();
      await handled();
      expect(await thread()).toEqual(opening);
      expect(said()).toEqual(['Вы написали: привет']);

      const row = await conversation();
      const answer = { clientId: `${name}-${intake}`, text: 'Здравствуйте, это Анна.' };
      expect((await client.post(`/conversations/${row?.id}/messages`, answer)).status).toBe(201);
      await eventually(() => expect(said()).toEqual(['Вы написали: привет', answer.text]));

      olena.says('спасибо');
      await handled();
      await eventually(async () => expect((await thread()).at(-1)).toBe('in client: спасибо'));
      expect(said()).toHaveLength(2);

      await change({ status: 'closed' });
      olena.says('ещё вопрос');
      await eventually(() => expect(said().at(-1)).toBe('Вы написали: ещё вопрос'));
      olena.says('и ещё');
      await eventually(() => expect(said().at(-1)).toBe('Вы написали: и ещё'));
      await handled();

      await change({ bot: 'silent' });
      olena.says('есть кто живой?');
      await handled();
      await change({ bot: 'active', assignee: null });
      olena.says('бот?');
      await eventually(() => expect(said().at(-1)).toBe('Вы написали: бот?'));
      await eventually(async () =>
        expect(await thread()).toEqual([
          ...opening,
          `out user: ${answer.text}`,
          'in client: спасибо',
          'in client: ещё вопрос',
          'out bot: Вы написали: ещё вопрос',
          'in client: и ещё',
          'out bot: Вы написали: и ещё',
          'in client: есть кто живой?',
          'in client: бот?',
          'out bot: Вы написали: бот?',
        ]),
      );
      expect(running.complaints()).toBe('');
    },
  );
});
