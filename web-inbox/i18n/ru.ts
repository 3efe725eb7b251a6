import { botTalk } from './ru/bot-talk.ts';
import { composer } from './ru/composer.ts';
import { desk } from './ru/desk.ts';
import { office } from './ru/office.ts';
import { people } from './ru/people.ts';
import { thread } from './ru/thread.ts';

export const ru = { ...botTalk, ...composer, ...desk, ...thread, ...office, ...people };
