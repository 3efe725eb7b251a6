import { fields } from '../json.ts';
import type { OutboundMessage } from '../outbound.ts';

/**
 * `tracking_data` of our last message comes back with every message of the person: it tells that a contact card
 * answers our own share-phone button.
 */
export function trackingOf(message: OutboundMessage): string {
  const phone = message.buttons?.some((row) => row.some((button) => button.kind === 'share-phone')) ?? false;
  return JSON.stringify(phone ? { m: message.id, phone: true } : { m: message.id });
}

export function asksForPhone(tracking: unknown): boolean {
  if (typeof tracking !== 'string') return false;
  try {
    return fields(JSON.parse(tracking))?.phone === true;
  } catch {
    return false;
  }
}
