import type { StoreLog } from './engine.ts';

/** A store that says nothing. */
export const SILENT: StoreLog = { info: () => {}, warn: () => {}, error: () => {} };
