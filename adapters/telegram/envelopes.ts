import { createHash } from 'node:crypto';
import type { Envelope } from '../../channels/contract.ts';
import { type Fields, fields } from '../../channels/json.ts';
import { keyOf, laneOf } from '../../channels/telegram/envelope.ts';

/** An update as it is stored. One without a number is named after its bytes, so that it is kept as well. */
export function envelopeOf(update: Fields, receivedAt: number): Envelope {
  const bytes = new TextEncoder().encode(JSON.stringify(update));
  return { key: keyOf(update) ?? digestKey(bytes), lane: laneOf(update), bytes, receivedAt };
}

/** A record of ours, which has no number: named after its content, so that the same one is kept once. */
export function digestEnvelope(update: Fields, receivedAt: number): Envelope {
  const bytes = new TextEncoder().encode(JSON.stringify(update));
  return { key: digestKey(bytes), lane: laneOf(update), bytes, receivedAt };
}

/** Bytes exactly as a webhook brought them. */
export function rawEnvelope(bytes: Uint8Array, receivedAt: number): Envelope {
  const update = fields(parse(bytes));
  const key = update === undefined ? undefined : keyOf(update);
  const lane = update === undefined ? 'other' : laneOf(update);
  return { key: key ?? digestKey(bytes), lane, bytes, receivedAt };
}

export async function readRaw(bytes: Uint8Array): Promise<unknown> {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function digestKey(bytes: Uint8Array): string {
  return `raw:${createHash('sha256').update(bytes).digest('hex')}`;
}
