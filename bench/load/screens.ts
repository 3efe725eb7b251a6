import { createInterface } from 'node:readline';
import { io, type Socket } from 'socket.io-client';

/*
 * Screens of operators as a process of their own, so that the load does not wait for itself. Told over its input, one
 * JSON line each; answers in lines. Times are milliseconds since 1970 with fractions, comparable on one machine.
 */

/** `{ open: [tokens] }`, `{ report: true }`. */
interface Order {
  open?: { url: string; tokens: string[]; event: string };
  report?: true;
}

interface Heard {
  text: string;
  at: number;
}

interface Screen {
  socket: Socket;
  token: string;
  cursor: number;
  /** Texts of messages that were heard or caught up with. */
  texts: Set<string>;
  holes: number;
  connectedAt: number;
}

const screens: Screen[] = [];
/** First and last screen that heard of each text. */
const first = new Map<string, number>();
const last = new Map<string, number>();
let caughtUp = 0;
const now = () => performance.timeOrigin + performance.now();
const say = (word: object) => process.stdout.write(`${JSON.stringify(word)}\n`);

function hear(screen: Screen, { text, at }: Heard): void {
  if (screen.texts.has(text)) return;
  screen.texts.add(text);
  if (!first.has(text)) first.set(text, at);
  last.set(text, at);
}

const textIn = (event: { name: string; data: { message?: { text: string } } }): string | undefined =>
  event.name === 'message.added' ? event.data.message?.text : undefined;

/** What a screen does after a break: nothing but asking for what it missed. */
async function catchUp(screen: Screen, url: string): Promise<void> {
  for (;;) {
    const path = `${url}/api/v1/events?after=${screen.cursor}&limit=1000`;
    const answer = await fetch(path, { headers: { authorization: `Bearer ${screen.token}` } });
    if (answer.status !== 200) {
      screen.holes += 1;
      return;
    }
    const { events, cursor, more } = (await answer.json()) as {
      events: (Parameters<typeof textIn>[0] & { cursor: number })[];
      cursor: number;
      more: boolean;
    };
    for (const event of events) {
      const text = textIn(event);
      if (text !== undefined) hear(screen, { text, at: now() });
    }
    screen.cursor = Math.max(screen.cursor, cursor);
    caughtUp += 1;
    if (!more) return;
  }
}

function open(url: string, token: string, event: string): Promise<void> {
  const socket = io(url, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
  });
  const screen: Screen = { socket, token, cursor: -1, texts: new Set(), holes: 0, connectedAt: 0 };
  screens.push(screen);
  return new Promise((resolve) => {
    socket.on('hello', ({ cursor }: { cursor: number }) => {
      screen.connectedAt = now();
      if (screen.cursor >= 0 && cursor > screen.cursor) void catchUp(screen, url);
      else screen.cursor = Math.max(screen.cursor, cursor);
      resolve();
    });
    // A server that ends in order says so, and then coming back is the screen's own business.
    socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 100);
    });
    if (event !== 'event') socket.on('connect', resolve);
    socket.on(event, (...heard: (Parameters<typeof textIn>[0] & { cursor: number; text?: string })[]) => {
      const at = now();
      for (const one of heard) {
        if (one.cursor !== undefined) screen.cursor = Math.max(screen.cursor, one.cursor);
        const text = one.text ?? textIn(one);
        if (text !== undefined) hear(screen, { text, at });
      }
    });
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  if (order.open) {
    const { url, tokens, event } = order.open;
    // A few at a time, as people arrive.
    for (let at = 0; at < tokens.length; at += 50) {
      await Promise.all(tokens.slice(at, at + 50).map((token) => open(url, token, event)));
    }
    say({ opened: screens.length });
  }
  if (order.report) {
    say({
      screens: screens.map(({ texts, holes, connectedAt }) => ({ heard: texts.size, holes, connectedAt })),
      first: [...first],
      last: [...last],
      caughtUp,
    });
  }
}
for (const { socket } of screens) socket.close();
process.exit(0);
