import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoService } from './service.ts';

/** Somebody calls so often, in milliseconds, while the demonstration runs. */
const BETWEEN_CALLS_MS = 70_000;
const RINGS_MS = 9000;
const HOUSE_NUMBER = '+74951234567';

/** The company's telephone: known and unknown numbers ring by turns; every third call is missed. */
export async function telephone(service: DemoService, signal: AbortSignal): Promise<void> {
  const numbers = await knownNumbers(service);
  for (let index = 0; !signal.aborted; index += 1) {
    await sleep(index === 0 ? BETWEEN_CALLS_MS / 4 : BETWEEN_CALLS_MS, undefined, { signal }).catch(
      () => undefined,
    );
    if (signal.aborted) return;
    const from =
      index % 2 === 0 ? numbers[(index * 7) % Math.max(1, numbers.length)] : `+7921555${1000 + index}`;
    await oneCall(
      service,
      { call: `live-${index}`, from: from ?? '+79215550000', missed: index % 3 === 2 },
      signal,
    );
  }
}

async function knownNumbers(service: DemoService): Promise<string[]> {
  const { items } = (await service.call('GET', '/contacts?limit=100')) as { items: { phones: string[] }[] };
  return items.flatMap((contact) => contact.phones);
}

async function oneCall(
  service: DemoService,
  { call, from, missed }: { call: string; from: string; missed: boolean },
  signal: AbortSignal,
): Promise<void> {
  const report = (event: string, more: object = {}) =>
    service.call('POST', '/calls', { call, event, direction: 'in', from, to: HOUSE_NUMBER, ...more });
  try {
    await report('ringing');
    await sleep(RINGS_MS, undefined, { signal });
    if (missed) {
      await report('missed');
      return;
    }
    await report('answered', { operator: 'olga@okno.example' });
    await sleep(RINGS_MS * 2, undefined, { signal });
    await report('ended', { duration: (RINGS_MS * 2) / 1000 });
  } catch {
    // The service is being stopped, or the demonstration is.
  }
}
