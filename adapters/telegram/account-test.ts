import type { AccountNote, AccountTest } from '../../channels/contract.ts';
import { fields, number, text } from '../../channels/json.ts';
import { createClient } from './client.ts';
import { toChannelError } from './errors.ts';
import { botFacts, webhookInfo } from './identity.ts';
import type { TelegramSettings } from './settings.ts';

/** Asks who the bot is and what stands in the way; changes nothing. */
export async function testAccount(settings: TelegramSettings, signal: AbortSignal): Promise<AccountTest> {
  const { call } = createClient(settings);
  try {
    const me = fields(await call('getMe', {}, signal)) ?? {};
    const info = await webhookInfo(call, signal);
    const { self = '', name = '', aliases = [] } = botFacts(me);
    const names = aliases.map((name): AccountNote => ({ code: 'username', name }));
    const notes = [...names, ...webhookNotes(info, settings), ...groupNotes(me, settings)];
    return { ok: true, self, name, notes };
  } catch (error) {
    const failure = toChannelError(error);
    if (failure.code === 'unauthorised') {
      const detail = 'The network does not know this token. Copy it again from @BotFather.';
      return { ok: false, error: failure.code, field: 'token', detail, hint: { code: 'token-unknown' } };
    }
    const field = settings.apiRoot === undefined ? {} : { field: 'apiRoot' };
    return { ok: false, error: failure.code, ...field, detail: failure.message };
  }
}

function webhookNotes(info: Record<string, unknown>, settings: TelegramSettings): AccountNote[] {
  const notes: AccountNote[] = [];
  const url = text(info.url);
  if (url !== undefined && settings.mode === 'polling') {
    notes.push({ code: 'webhook-elsewhere', host: URL.canParse(url) ? new URL(url).host : url });
  }
  const waiting = number(info.pending_update_count) ?? 0;
  if (waiting > 0) notes.push({ code: 'updates-wait', count: waiting });
  const trouble = text(info.last_error_message);
  if (url !== undefined && trouble !== undefined)
    notes.push({ code: 'last-delivery-failure', reason: trouble });
  return notes;
}

function groupNotes(me: Record<string, unknown>, settings: TelegramSettings): AccountNote[] {
  if (!settings.groups || me.can_read_all_group_messages === true) return [];
  return [{ code: 'privacy-mode' }];
}
