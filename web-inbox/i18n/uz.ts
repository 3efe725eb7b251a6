import { botTalk } from './uz/bot-talk.ts';
import { composer } from './uz/composer.ts';
import { desk } from './uz/desk.ts';
import { office } from './uz/office.ts';
import { people } from './uz/people.ts';
import { thread } from './uz/thread.ts';

export const uz = { ...botTalk, ...composer, ...desk, ...thread, ...office, ...people };
