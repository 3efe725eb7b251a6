import { bot } from './uz/bot.ts';
import { channels } from './uz/channels.ts';
import { managers } from './uz/managers.ts';
import { settings } from './uz/settings.ts';
import { work } from './uz/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const uzLater = { ...bot, ...channels, ...managers, ...settings, ...work };
