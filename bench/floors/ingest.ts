import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import mongoose from 'mongoose';
import { startEmbedded } from '../../src/store/embedded/index.ts';

/**
 * The least anybody could do: an Express 5 route that parses the body and does one durable Mongoose insert. Runs as a
 * process of its own and prints its port; ends when its input ends.
 */
const dir = mkdtempSync(join(tmpdir(), 'okno-floor-'));
const engine = await startEmbedded({ dir });
await mongoose.connect(engine.uriFor('floor'));
const Update = mongoose.model(
  'update',
  new mongoose.Schema({ update_id: { type: Number, unique: true }, message: mongoose.Schema.Types.Mixed }),
);
await Update.init();

const app = express();
app.use(express.json());
app.post('/', async (req, res) => {
  await Update.create(req.body);
  res.sendStatus(200);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume();
process.stdin.once('end', async () => {
  server.closeAllConnections();
  await mongoose.disconnect();
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
  process.exit(0);
});
