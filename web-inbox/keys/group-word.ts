import type { Key } from '../i18n/i18n.ts';
import type { Command } from './command.ts';

/** What a group of commands is called. */
export const groupWord = (group: Command['group']): Key =>
  group === 'person' ? 'peopleCommand.group' : `command.group.${group}`;
