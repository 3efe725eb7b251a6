import { botTalk } from './uz/bot-talk.ts';
import { desk } from './uz/desk.ts';
import { office } from './uz/office.ts';
import { people } from './uz/people.ts';
import { thread } from './uz/thread.ts';

export const uz = { ...botTalk, ...desk, ...thread, ...office, ...people };
