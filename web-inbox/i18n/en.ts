import { desk } from './en/desk.ts';
import { office } from './en/office.ts';
import { thread } from './en/thread.ts';

/** The English words; their shape is the shape of every language. */
export const en = { ...desk, ...thread, ...office } as const;
