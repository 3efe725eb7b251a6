import { desk } from './ru/desk.ts';
import { office } from './ru/office.ts';
import { people } from './ru/people.ts';
import { thread } from './ru/thread.ts';

export const ru = { ...desk, ...thread, ...office, ...people };
