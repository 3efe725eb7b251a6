import { bot } from './en/bot.ts';
import { channels } from './en/channels.ts';
import { managers } from './en/managers.ts';
import { settings } from './en/settings.ts';
import { work } from './en/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const enLater = { ...bot, ...channels, ...managers, ...settings, ...work } as const;
