import { Agent, request } from 'node:http';

/** Posts JSON over a fixed number of kept connections. */
export interface Poster {
  /** Milliseconds until the answer; rejects for anything but 200. */
  post(body: Buffer): Promise<number>;
  close(): void;
}

export function createPoster(url: string, connections: number, headers: Record<string, string> = {}): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const options = { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json' } };
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const begun = performance.now();
        const sent = request(url, options, (answer) => {
          answer.resume();
          answer.once('end', () => {
            if (answer.statusCode === 200) resolve(performance.now() - begun);
            else reject(new Error(`Answered ${answer.statusCode}.`));
          });
        });
        sent.once('error', reject);
        sent.setHeader('content-length', body.length);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
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
