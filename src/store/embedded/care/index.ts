export { readAddress } from './address.ts';
export { backupStore, type Manifest, restoreStore } from './backup.ts';
export { type MovedCollection, type MoveProgress, moveToMongo } from './move.ts';
export { backupFolder } from './offline.ts';
export { type Verification, verifyStore } from './verify.ts';
