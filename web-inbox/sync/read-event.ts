import { z } from 'zod';
import { EVENT_DATA, type LoggedEvent } from '../../src/api/protocol/events.ts';

// The page's content security policy forbids code from strings.
z.config({ jitless: true });

const frame = z.object({
  cursor: z.int(),
  at: z.string(),
  name: z.string(),
  data: z.unknown(),
  after: z.record(z.string(), z.int()),
});

/** An event as the contract has it; null for anything else, which is then treated like a hole in the log. */
export function readEvent(input: unknown): LoggedEvent | null {
  const outer = frame.safeParse(input);
  if (!outer.success || !(outer.data.name in EVENT_DATA)) return null;
  const name = outer.data.name as LoggedEvent['name'];
  const data = EVENT_DATA[name].safeParse(outer.data.data);
  return data.success ? ({ ...outer.data, data: data.data } as LoggedEvent) : null;
}
