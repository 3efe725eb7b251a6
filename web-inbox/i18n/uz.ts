import { desk } from './uz/desk.ts';
import { office } from './uz/office.ts';
import { people } from './uz/people.ts';
import { thread } from './uz/thread.ts';

export const uz = { ...desk, ...thread, ...office, ...people };
