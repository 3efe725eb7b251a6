import type { Channel } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { items, text, wholeId } from '../../channels/json.ts';
import { vkCodec } from '../../channels/vk/index.ts';
import { problemsOf } from '../settings.ts';
import { createVkAdapter } from './adapter.ts';
import { createVkCall } from './call.ts';
import { type VkSettings, vkFields, vkSettings } from './settings.ts';

/** VK communities over the Callback API or the Bots Long Poll. */
export const vk: Channel = {
  codec: vkCodec,
  fields: vkFields,
  parseSettings(input) {
    const parsed = vkSettings.safeParse(input);
    if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error) };
    if (parsed.data.mode === 'callback' && parsed.data.secret === undefined) {
      const message = 'The Callback API needs a secret key.';
      return { ok: false, problems: [{ field: 'secret', code: 'required', message }] };
    }
    return { ok: true, settings: parsed.data };
  },
  async readRaw(bytes) {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  },
  async test(settings, signal) {
    const { groupId, mode, ...rest } = settings as VkSettings;
    const call = createVkCall(rest);
    try {
      const answer = await call('groups.getById', { group_id: groupId }, signal);
      const list = Array.isArray(answer) ? answer : (answer as { groups?: unknown } | undefined)?.groups;
      const [group] = items(list);
      if (mode === 'longpoll') await call('groups.getLongPollServer', { group_id: groupId }, signal);
      return {
        ok: true,
        self: wholeId(group?.id) ?? String(groupId),
        name: text(group?.name) ?? '',
        notes: [],
      };
    } catch (error) {
      const known = error instanceof ChannelError ? error : undefined;
      const field =
        known?.code === 'unauthorised' ? 'token' : known?.code === 'rejected' ? 'groupId' : undefined;
      return {
        ok: false,
        error: known?.code ?? 'unknown',
        detail: known?.message ?? 'No answer.',
        ...(field === undefined ? {} : { field }),
      };
    }
  },
  createAdapter: createVkAdapter,
  fromEnvironment(env) {
    const token = env.VK_TOKEN;
    if (token === undefined || token === '') return undefined;
    return { name: 'VK', settings: { token, groupId: env.VK_GROUP_ID } };
  },
};
