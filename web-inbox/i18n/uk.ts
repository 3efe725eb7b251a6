import { botTalk } from './uk/bot-talk.ts';
import { composer } from './uk/composer.ts';
import { desk } from './uk/desk.ts';
import { office } from './uk/office.ts';
import { people } from './uk/people.ts';
import { thread } from './uk/thread.ts';

export const uk = { ...botTalk, ...composer, ...desk, ...thread, ...office, ...people };
