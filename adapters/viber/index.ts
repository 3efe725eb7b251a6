import type { Channel } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { text } from '../../channels/json.ts';
import { readExact, viberCodec } from '../../channels/viber/index.ts';
import { problemsOf } from '../settings.ts';
import { createViberAdapter } from './adapter.ts';
import { createViberCall } from './rest.ts';
import { type ViberSettings, viberFields, viberSettings } from './settings.ts';

/** Viber bots over the REST API. */
export const viber: Channel = {
  codec: viberCodec,
  fields: viberFields,
  parseSettings(input) {
    const parsed = viberSettings.safeParse(input);
    return parsed.success
      ? { ok: true, settings: parsed.data }
      : { ok: false, problems: problemsOf(parsed.error) };
  },
  async readRaw(bytes) {
    return readExact(Buffer.from(bytes).toString('utf8'));
  },
  async test(settings, signal) {
    try {
      const info = await createViberCall(settings as ViberSettings)('get_account_info', {}, signal);
      return { ok: true, self: text(info.uri) ?? '', name: text(info.name) ?? '', notes: [] };
    } catch (error) {
      const known = error instanceof ChannelError ? error : undefined;
      const field = known?.code === 'unauthorised' ? { field: 'token' } : {};
      return { ok: false, error: known?.code ?? 'unknown', detail: known?.message ?? 'No answer.', ...field };
    }
  },
  createAdapter: createViberAdapter,
  fromEnvironment(env) {
    const token = env.VIBER_TOKEN;
    return token === undefined || token === '' ? undefined : { name: 'Viber', settings: { token } };
  },
};
