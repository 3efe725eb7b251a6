import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** Nothing but Socket.IO: what is posted goes to every socket at once. */
const server = createServer((req, res) => {
  if (req.method !== 'POST') return;
  let text = '';
  req.on('data', (piece: Buffer) => {
    text += piece.toString('utf8');
  });
  req.on('end', () => {
    io.emit('said', { text });
    res.end();
  });
});
const io = new Server(server, { transports: ['websocket'] });
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
