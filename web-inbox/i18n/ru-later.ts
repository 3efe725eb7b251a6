import { bot } from './ru/bot.ts';
import { channels } from './ru/channels.ts';
import { managers } from './ru/managers.ts';
import { settings } from './ru/settings.ts';
import { work } from './ru/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const ruLater = { ...bot, ...channels, ...managers, ...settings, ...work };
