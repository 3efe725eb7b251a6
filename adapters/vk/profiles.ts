import { setTimeout as sleep } from 'node:timers/promises';
import { userId } from '../../channels/ids.ts';
import { compact, items, text, wholeId } from '../../channels/json.ts';
import type { Person } from '../../channels/message.ts';
import type { VkCall } from './call.ts';

/** Questions that come within this time become one call. */
const GATHER_MS = 30;
const BATCH = 500;

/** Names and pictures; many questions at once cost one request. Communities (negative ids) are asked apart. */
export function createProfiles(
  call: VkCall,
): (id: string, signal: AbortSignal) => Promise<Person | undefined> {
  let gathering: { ids: Set<string>; answer: Promise<Map<string, Person>> } | undefined;
  return async (id, signal) => {
    if (gathering === undefined || gathering.ids.size >= BATCH) {
      const ids = new Set<string>();
      const answer = sleep(GATHER_MS).then(() => {
        if (gathering?.ids === ids) gathering = undefined;
        return load(call, [...ids], signal);
      });
      gathering = { ids, answer };
    }
    gathering.ids.add(id);
    return (await gathering.answer).get(id);
  };
}

async function load(call: VkCall, ids: string[], signal: AbortSignal): Promise<Map<string, Person>> {
  const people = ids.filter((id) => !id.startsWith('-'));
  const communities = ids.filter((id) => id.startsWith('-')).map((id) => id.slice(1));
  const found = new Map<string, Person>();
  if (people.length > 0) {
    const answer = await call(
      'users.get',
      { user_ids: people.join(','), fields: 'photo_200,screen_name' },
      signal,
    );
    for (const user of items(answer)) add(found, wholeId(user.id), user);
  }
  if (communities.length > 0) {
    const answer = await call('groups.getById', { group_ids: communities.join(',') }, signal);
    const list = Array.isArray(answer) ? answer : (answer as { groups?: unknown } | undefined)?.groups;
    for (const group of items(list)) add(found, `-${wholeId(group.id) ?? ''}`, group);
  }
  return found;
}

function add(
  found: Map<string, Person>,
  id: string | undefined,
  source: Readonly<Record<string, unknown>>,
): void {
  if (id === undefined) return;
  const names = [text(source.first_name), text(source.last_name)].filter((part) => part !== undefined);
  const photo = text(source.photo_200);
  found.set(
    id,
    compact<Person>({
      id: userId(id),
      name: text(names.join(' ')) ?? text(source.name),
      username: text(source.screen_name),
      avatar: photo === undefined ? undefined : { url: photo },
    }),
  );
}
