import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import type { Logger } from 'pino';
import { accountModel } from './accounts.ts';
import { botStateModel } from './bot-states.ts';
import { callModel } from './calls.ts';
import { cannedReplyModel } from './canned-replies.ts';
import { claimModel } from './claims.ts';
import { contactModel } from './contacts.ts';
import { conversationModel } from './conversations.ts';
import { draftModel } from './drafts.ts';
import { envelopeModel, envelopePartModel } from './envelopes.ts';
import { eventRunModel } from './events.ts';
import { factHourModel, factModel } from './facts.ts';
import { fileModel } from './files.ts';
import { flowModel, flowVersionModel } from './flows.ts';
import { watchHeartbeats } from './heartbeats.ts';
import { houseAlarmModel } from './house-alarms.ts';
import { identityModel } from './identities.ts';
import { mergeModel } from './merges.ts';
import { messageModel } from './message-doc.ts';
import { originalModel } from './originals.ts';
import { moveModel, reassignmentModel } from './reassignments.ts';
import { routingModel } from './routing.ts';
import { contactWordsModel, messageWordsModel, progressModel } from './search.ts';
import { sendShareModel } from './send-shares.ts';
import { sessionModel } from './sessions.ts';
import { settingModel } from './settings.ts';
import { suggestionModel } from './suggestions.ts';
import { talkFactModel } from './talk-facts.ts';
import { taskModel } from './tasks.ts';
import { teamModel } from './teams.ts';
import { timelineModel } from './timeline.ts';
import { tokenModel } from './tokens.ts';
import { userModel } from './users.ts';
import { workModel } from './work.ts';

/** One model per collection; each collection's file holds its shape, indexes and queries. */
const MODELS = {
  accounts: accountModel,
  contacts: contactModel,
  conversations: conversationModel,
  envelopes: envelopeModel,
  envelopeParts: envelopePartModel,
  events: eventRunModel,
  facts: factModel,
  factHours: factHourModel,
  files: fileModel,
  houseAlarms: houseAlarmModel,
  identities: identityModel,
  merges: mergeModel,
  suggestions: suggestionModel,
  claims: claimModel,
  messages: messageModel,
  originals: originalModel,
  messageWords: messageWordsModel,
  contactWords: contactWordsModel,
  progress: progressModel,
  calls: callModel,
  cannedReplies: cannedReplyModel,
  botStates: botStateModel,
  drafts: draftModel,
  flows: flowModel,
  flowVersions: flowVersionModel,
  routing: routingModel,
  reassignments: reassignmentModel,
  moves: moveModel,
  talkFacts: talkFactModel,
  sendShares: sendShareModel,
  sessions: sessionModel,
  settings: settingModel,
  tasks: taskModel,
  teams: teamModel,
  tokens: tokenModel,
  users: userModel,
  timeline: timelineModel,
  work: workModel,
} as const;

type Models = { [N in keyof typeof MODELS]: ReturnType<(typeof MODELS)[N]> };

export interface Store extends Models {
  connection: Connection;
  /** Waits for what is under way, then closes the connection. */
  close(): Promise<void>;
}

/** Connects and makes every collection and index that is missing, once, before anything is served. */
export async function connectStore(uri: string, log: Logger): Promise<Store> {
  const options: ConnectOptions = {
    autoIndex: false,
    autoCreate: false,
    ignoreUndefined: true,
    connectTimeoutMS: 10_000,
    serverSelectionTimeoutMS: 15_000,
    writeConcern: { w: 'majority', journal: true },
  };
  const connection = mongoose.createConnection(uri, options);
  connection.on('error', (error: Error) => log.error({ err: error }, 'store connection failed'));
  await connection.asPromise();
  const models = Object.fromEntries(
    Object.entries(MODELS).map(([name, define]) => [name, define(connection)]),
  ) as unknown as Models;
  try {
    for (const model of Object.values(models)) await model.createIndexes();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const watch = watchHeartbeats(connection, log, async () => {
    await connection.close(true);
    await connection.openUri(uri, options);
  });
  const close = async () => {
    watch.stop();
    await connection.close();
  };
  return { ...models, connection, close };
}
