import { connect, type Socket } from 'node:net';

/** Posts JSON over a fixed number of kept connections. */
export interface Poster {
  /** Milliseconds until the answer; rejects for anything but 200. */
  post(body: Buffer): Promise<number>;
  close(): void;
}

interface Job {
  body: Buffer;
  begun: number;
  done: (ms: number) => void;
  failed: (error: Error) => void;
}

/**
 * Writes requests as bytes and reads of an answer only what is needed: the generator shares its processor with what it
 * measures, and Node's own client costs as much as a good part of the service. Further requests wait for a connection.
 */
export function createPoster(url: string, connections: number, headers: Record<string, string> = {}): Poster {
  const { host, hostname, port, pathname } = new URL(url);
  const fields = { host, ...headers, 'content-type': 'application/json' };
  const head = `POST ${pathname} HTTP/1.1\r\n${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`;
  const waiting: Job[] = [];
  const sockets: Socket[] = [];
  const idle: ((job: Job) => void)[] = [];

  function open(first: Job): void {
    const socket = connect(Number(port), hostname).setNoDelay();
    let current: Job | undefined;
    let read = '';
    const take = (job: Job): void => {
      current = job;
      socket.write(
        Buffer.concat([Buffer.from(`${head}content-length: ${job.body.length}\r\n\r\n`), job.body]),
      );
    };
    const end = (error: Error): void => {
      current?.failed(error);
      current = undefined;
    };
    socket.setEncoding('latin1');
    socket.on('data', (bytes: string) => {
      read += bytes;
      if (!isWhole(read) || current === undefined) return;
      const status = read.slice(9, 12);
      read = '';
      if (status === '200') current.done(performance.now() - current.begun);
      else current.failed(new Error(`Answered ${status}.`));
      current = undefined;
      const next = waiting.shift();
      if (next === undefined) idle.push(take);
      else take(next);
    });
    socket.once('error', end);
    socket.once('close', () => end(new Error('The connection was closed.')));
    sockets.push(socket);
    take(first);
  }

  return {
    post: (body) =>
      new Promise((done, failed) => {
        const job = { body, begun: performance.now(), done, failed };
        const take = idle.pop();
        if (take !== undefined) take(job);
        else if (sockets.length < connections) open(job);
        else waiting.push(job);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Whether an answer is there with its body, which always has a length here. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)?.[1];
  return answer.length >= end + 4 + Number(length ?? 0);
}

/** Posts everything, `connections` at a time, in order of the list; answers each one's milliseconds. */
export async function postAll(
  poster: Poster,
  bodies: readonly Buffer[],
  connections: number,
): Promise<number[]> {
  const durations: number[] = [];
  let next = 0;
  const work = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++])
      durations.push(await poster.post(body));
  };
  await Promise.all(Array.from({ length: connections }, work));
  return durations;
}
