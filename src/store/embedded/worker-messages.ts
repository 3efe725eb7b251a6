import type { Listen } from './wire/server.ts';

/** What the store's thread is started with. The only message sent to it afterwards asks it to close. */
export interface WorkerStart {
  readonly directory: string;
  readonly listen: Listen;
  readonly ttlSweepMs: number | undefined;
}

/** What the store's thread tells. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly details: object;
      readonly message: string;
    };
