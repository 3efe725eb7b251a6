import { bot } from './uk/bot.ts';
import { channels } from './uk/channels.ts';
import { managers } from './uk/managers.ts';
import { settings } from './uk/settings.ts';
import { work } from './uk/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const ukLater = { ...bot, ...channels, ...managers, ...settings, ...work };
