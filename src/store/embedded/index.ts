export { type EmbeddedOptions, type EmbeddedStore, startEmbedded } from './start.ts';
export type { StoreLog } from './store/engine.ts';
