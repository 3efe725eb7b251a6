import type { BotSetting } from '../api/protocol/bot.ts';
import type { House } from '../house.ts';
import { readSetting } from '../settings.ts';
import { type BotStateDoc, botStatesOf } from '../store/bot-states.ts';
import type { ConversationDoc } from '../store/conversations.ts';

/** How long the bot may take until it says its first word. */
const FIRST_WORD_MS = 5_000;
/** How long a person may think about the bot's question before a colleague is asked. */
const PATIENCE_MS = 10 * 60_000;

/** Rows that are not just being talked with by the bot. It hands over by falling silent; it never keeps anybody. */
export async function withoutBot<R extends { row: ConversationDoc }>(
  house: House,
  rows: readonly R[],
): Promise<R[]> {
  const setting = await readSetting(house, 'bot');
  const asked = setting.enabled ? rows.filter(({ row }) => row.bot === 'active') : [];
  if (asked.length === 0) return [...rows];
  const states = await botStatesOf(
    house.store.botStates,
    asked.map(({ row }) => row._id),
  );
  const now = house.clock.now();
  return rows.filter(({ row }) => !isTalking(row, states.get(row._id), setting, now));
}

/** Pure. */
export function isTalking(
  row: Pick<ConversationDoc, 'bot' | 'lastSeq' | 'lastActivityAt' | 'routes'>,
  doc: Pick<BotStateDoc, 'seen' | 'state'> | undefined,
  setting: Pick<BotSetting, 'enabled' | 'accounts'>,
  now: number,
): boolean {
  const account = row.routes[0]?.accountId;
  const speaks = setting.accounts === undefined || setting.accounts.includes(account ?? '');
  if (!setting.enabled || !speaks || row.bot !== 'active') return false;
  if (doc === undefined || doc.seen < row.lastSeq) return now - row.lastActivityAt.getTime() < FIRST_WORD_MS;
  return doc.state.phase === 'running' && now - Math.max(0, ...doc.state.saidAt) < PATIENCE_MS;
}
