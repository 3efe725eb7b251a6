export { type EmbeddedOptions, type EmbeddedStore, startEmbedded } from './start.ts';
