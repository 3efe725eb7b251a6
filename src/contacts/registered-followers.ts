import { taskFollowers } from '../crm/announce-task.ts';
import { callFollowers } from '../crm/call-links.ts';
import type { ContactFollowers } from './followers.ts';

/** Every room that keeps something of contacts puts its followers here. */
export const FOLLOWERS: readonly ContactFollowers[] = [callFollowers, taskFollowers];
