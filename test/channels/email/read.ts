import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { email } from '../../../adapters/email/index.ts';
import type { AccountView } from '../../../channels/contract.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId } from '../../../channels/ids.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures/email');

export const ACCOUNT: AccountView = {
  id: accountId('acc1'),
  self: 'support@havan.example',
  aliases: ['sales@havan.example', 'bounces@havan.example'],
};

export const fixtureNames = (): string[] =>
  readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.eml'))
    .sort();

export const fixtureBytes = (name: string): Buffer => readFileSync(join(FIXTURES, name));

/** The service's own way from bytes to events. */
export async function eventsOf(
  bytes: Uint8Array,
  meta?: Readonly<Record<string, string | number | boolean>>,
): Promise<InboundEvent[]> {
  return email.codec.decode(await email.readRaw(bytes, meta), ACCOUNT);
}

export async function messageOf(
  bytes: Uint8Array | string,
): Promise<Extract<InboundEvent, { kind: 'message' }>> {
  const [event] = await eventsOf(Buffer.from(bytes));
  if (event?.kind !== 'message') throw new Error(`expected a message, got ${JSON.stringify(event)}`);
  return event;
}
