import { botTalk } from './en/bot-talk.ts';
import { composer } from './en/composer.ts';
import { desk } from './en/desk.ts';
import { office } from './en/office.ts';
import { people } from './en/people.ts';
import { thread } from './en/thread.ts';

/**
 * The English words of the first screen; their shape is the shape of every language. Pages that are loaded later have
 * theirs in `en-later.ts`.
 */
export const en = { ...botTalk, ...composer, ...desk, ...thread, ...office, ...people } as const;
