import { createServer } from 'node:net';

/** The wished port when nobody has it, else any free one. */
export async function freePort(wished: number): Promise<number> {
  for (const port of [wished, 0]) {
    const found = await tryPort(port);
    if (found !== undefined) return found;
  }
  throw new Error('No free port was found.');
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
