export { readAddress } from './address.ts';
export { restoreStore } from './backup.ts';
export { moveToMongo } from './move.ts';
export { backupFolder } from './offline.ts';
