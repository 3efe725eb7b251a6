import { z } from 'zod';
import { id, rev, time } from './entity.ts';

export const TIMELINE_KINDS = [
  'message',
  'note',
  'call',
  'assignment',
  'status',
  'task',
  'deal',
  'merge',
  'lead',
  'bot',
  'identity',
] as const;

export const timelineEntryView = z.looseObject({
  id,
  rev,
  contact: id,
  kind: z.enum(TIMELINE_KINDS),
  at: time,
  by: z.string().nullable(),
});
export type TimelineEntryView = z.infer<typeof timelineEntryView>;
