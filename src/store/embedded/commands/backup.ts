import { backupStore } from '../care/backup.ts';
import { CommandError } from '../errors.ts';
import type { CommandDefinition } from './context.ts';

/** The store's own command `{ backup: '<folder>' }`: copies everything into a folder on the store's machine. */
export const backup: CommandDefinition = {
  admin: true,
  fields: ['backup', 'comment'],
  run: async (engine, { command }) => {
    const folder: unknown = command.backup;
    if (typeof folder !== 'string' || folder === '') {
      throw new CommandError(9, 'backup needs the path of an empty folder');
    }
    try {
      return { ...(await backupStore(engine, folder)) };
    } catch (error) {
      throw new CommandError(96, error instanceof Error ? error.message : String(error));
    }
  },
};
