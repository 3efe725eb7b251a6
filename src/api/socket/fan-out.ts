import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Logger } from 'pino';
import { createClient } from 'redis';
import { withDeadline } from '../../deadline.ts';
import type { LiveServer } from './types.ts';

export interface FanOut {
  adapter: NonNullable<Parameters<LiveServer['adapter']>[0]>;
  /** Whether Redis answers at this moment; never rejects, never takes longer than a second. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 1_000;

/** Connects the processes of one house through Redis. Rejects when it does not answer at first; later it is waited for. */
export async function openFanOut(url: string, log: Logger): Promise<FanOut> {
  let connected = false;
  const client = createClient({
    url,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (tries, cause) => (connected ? Math.min(100 * 2 ** tries, 5_000) : cause),
    },
  });
  client.on('error', (error: Error) => {
    if (connected)
      log.warn(
        { err: error },
        'Redis does not answer; events of other processes come by the clock until it does',
      );
  });
  try {
    await client.connect();
  } catch (error) {
    throw new Error('Redis does not answer.', { cause: error });
  }
  connected = true;
  // Nobody waits for what the adapter says in passing; while Redis is away its refusal would end the process.
  const publish = client.publish.bind(client);
  const spoken: typeof client.publish = (channel, message) => publish(channel, message).catch(() => 0);
  Object.assign(client, { publish: spoken });
  return {
    adapter: createAdapter(client) as FanOut['adapter'],
    // While it is not connected the client would keep the question until it is.
    answers: async () =>
      client.isReady &&
      (await withDeadline(client.ping(), ANSWER_MS, 'Redis').then(
        () => true,
        () => false,
      )),
    close: async () => client.destroy(),
  };
}
