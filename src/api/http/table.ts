import type { Route } from './route.ts';
import { accountRoutes } from './routes/accounts.ts';
import { boardRoutes } from './routes/board.ts';
import { botRoutes } from './routes/bot.ts';
import { callRoutes } from './routes/calls.ts';
import { cannedReplyRoutes } from './routes/canned-replies.ts';
import { claimRoutes } from './routes/claims.ts';
import { contactRoutes } from './routes/contacts.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { draftRoutes } from './routes/drafts.ts';
import { fileRoutes } from './routes/files.ts';
import { leadRoutes } from './routes/leads.ts';
import { mergeRoutes } from './routes/merges.ts';
import { messageRoutes } from './routes/messages.ts';
import { peopleRoutes } from './routes/people.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { reassignmentRoutes } from './routes/reassignments.ts';
import { reportRoutes } from './routes/reports.ts';
import { searchRoutes } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingRoutes } from './routes/settings.ts';
import { suggestionRoutes } from './routes/suggestions.ts';
import { syncRoutes } from './routes/sync.ts';
import { taskRoutes } from './routes/tasks.ts';
import { undeliveredRoutes } from './routes/undelivered.ts';

/** Every door below `/api/v1`. The router, the description of the API and the rights tests are made from this. */
export const TABLE: readonly Route[] = [
  ...sessionRoutes,
  ...syncRoutes,
  ...peopleRoutes,
  ...accountRoutes,
  ...conversationRoutes,
  ...boardRoutes,
  ...reassignmentRoutes,
  ...messageRoutes,
  ...undeliveredRoutes,
  ...draftRoutes,
  ...contactRoutes,
  ...mergeRoutes,
  ...suggestionRoutes,
  ...claimRoutes,
  ...searchRoutes,
  ...leadRoutes,
  ...callRoutes,
  ...taskRoutes,
  ...reportRoutes,
  ...fileRoutes,
  ...quarantineRoutes,
  ...cannedReplyRoutes,
  ...settingRoutes,
  ...botRoutes,
];
