import type { Channel } from '../../channels/contract.ts';
import { telegramCodec } from '../../channels/telegram/index.ts';
import { testAccount } from './account-test.ts';
import { createTelegramAdapter } from './adapter.ts';
import { readRaw } from './envelopes.ts';
import { parseTelegramSettings, type TelegramSettings, telegramFields } from './settings.ts';

export const telegram: Channel = {
  codec: telegramCodec,
  fields: telegramFields,
  parseSettings: parseTelegramSettings,
  readRaw,
  test: (settings, signal) => testAccount(settings as TelegramSettings, signal),
  createAdapter: (host) => createTelegramAdapter(host),
  fromEnvironment: (env) => {
    const token = env.TELEGRAM_BOT_TOKEN?.trim();
    return token ? { name: 'Telegram', settings: { token, mode: 'polling' } } : undefined;
  },
};
