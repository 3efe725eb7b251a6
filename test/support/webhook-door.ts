import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelAdapter } from '../../channels/contract.ts';

export interface WebhookDoor {
  url: string;
  /** Whom the requests go to; 503 until set. */
  adapter: ChannelAdapter | undefined;
  close(): Promise<void>;
}

/** An address on 127.0.0.1 that hands raw requests to an adapter, as the service's own door does. */
export async function openWebhookDoor(): Promise<WebhookDoor> {
  const door: WebhookDoor = { url: '', adapter: undefined, close: async () => undefined };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const query = Object.fromEntries(new URL(request.url ?? '/', 'http://door').searchParams);
      try {
        const answer = await door.adapter?.webhook?.({
          headers: request.headers,
          query,
          body: Buffer.concat(chunks),
        });
        response.writeHead(answer?.status ?? 503, { 'content-type': answer?.contentType ?? 'text/plain' });
        response.end(answer?.body);
      } catch {
        response.writeHead(500).end();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  door.close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return door;
}
