import { ChannelError } from '../../channels/errors.ts';
import { channelName, chatId } from '../../channels/ids.ts';
import { plain } from '../../channels/richtext.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import type { SettingValue } from '../settings.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { Notice } from './alarm-words.ts';
import type { Runner } from './runner.ts';
import { accountViewOf } from './view.ts';

/** One way to somebody who has to know: a chat on an account of ours. */
export interface AlarmWay {
  /** The same for the same person however he is reached. */
  id: string;
  account: AccountDoc;
  chat: string;
}

const NETWORK_MS = 30_000;
/** While this process tells, no other one does. */
export const TELLING_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/** Milliseconds until the next try after so many by which nobody was reached. */
export const pauseBetween = (tries: number): number => Math.min(TELLING_MS * tries, LONGEST_PAUSE_MS);

/**
 * The ways that are open now: chosen chats, and addresses by the first account whose channel may write to any. None
 * goes through `except` or through an account that is not well itself.
 */
export function waysOf(
  house: House,
  setting: Pick<SettingValue<'alarms'>, 'accounts' | 'emails'>,
  accounts: readonly AccountDoc[],
  except?: string,
): AlarmWay[] {
  const well = accounts.filter(
    ({ _id, enabled, health }) => enabled && health.state === 'online' && _id !== except,
  );
  const chats = setting.accounts.flatMap(({ account: id, chat }) => {
    const account = well.find(({ _id }) => _id === id);
    return account ? [{ id: `${id} ${chat}`, account, chat }] : [];
  });
  const letters = setting.emails.flatMap((value) => {
    for (const account of well) {
      const codec = house.registry.get(channelName(account.channel))?.codec;
      const reached = codec?.reach?.({ kind: 'email', value });
      if (reached !== undefined) return [{ id: value, account, chat: reached.chat }];
    }
    return [];
  });
  return [...chats, ...letters];
}

/** Tells it by each of the ways; answers the ids of those that worked. */
export async function tellAll(
  house: House,
  adapterOf: Runner['adapterOf'],
  ways: readonly AlarmWay[],
  notice: Notice,
): Promise<string[]> {
  const told = await Promise.all(ways.map((way) => tellBy(house, adapterOf, way, notice)));
  return ways.flatMap(({ id }, index) => (told[index] ? [id] : []));
}

/** True when the network took it, or may have: nobody is told twice. */
async function tellBy(
  house: House,
  adapterOf: Runner['adapterOf'],
  { account, chat }: AlarmWay,
  { subject, text }: Notice,
): Promise<boolean> {
  const codec = house.registry.get(channelName(account.channel))?.codec;
  const adapter = adapterOf(account._id);
  if (codec === undefined || adapter === undefined) return false;
  const message = {
    id: newId(),
    chat: chatId(chat),
    text: plain(text),
    files: [],
    subject,
    automatic: true,
    createdAt: house.clock.now(),
  };
  const { parts } = codec.encode(message, accountViewOf(account));
  try {
    await adapter.send({ message, parts, doneParts: [] }, AbortSignal.timeout(NETWORK_MS));
    return true;
  } catch (error) {
    const code = error instanceof ChannelError ? error.code : 'unknown';
    house.log.warn({ account: account._id, code }, 'an alarm did not go out');
    return error instanceof ChannelError && error.certainty !== 'not-sent';
  }
}
