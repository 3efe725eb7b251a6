import { dispatch } from './commands/dispatch.ts';
import { openKv } from './kv/open.ts';
import { createEngine, type Engine, type EngineOptions } from './store/engine.ts';
import { type Listen, listenWire } from './wire/server.ts';

export interface Served {
  readonly engine: Engine;
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the store of a folder (already claimed) and serves it; runs in the calling thread. */
export async function serve(directory: string, listen: Listen, options: EngineOptions): Promise<Served> {
  const engine = createEngine(openKv(directory, { thread: import.meta.url.endsWith('.js') }), options);
  try {
    const server = await listenWire(listen, (request, connectionId) =>
      dispatch(engine, request, connectionId),
    );
    return {
      engine,
      port: server.port,
      async close() {
        await server.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
