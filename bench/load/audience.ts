import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the screens have heard. Times are milliseconds since 1970. */
export interface Report {
  screens: { heard: number; holes: number; connectedAt: number }[];
  /** By text: when the first and when the last screen heard of it. */
  first: Map<string, number>;
  last: Map<string, number>;
  /** How often a screen asked for what it had missed. */
  caughtUp: number;
}

/** Screens of operators in a process of their own. */
export interface Audience {
  open(url: string, tokens: readonly string[], event?: string): Promise<void>;
  report(): Promise<Report>;
  close(): void;
}

export const wallClock = (): number => performance.timeOrigin + performance.now();

export function startAudience(): Audience {
  const file = fileURLToPath(new URL('./screens.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null || child.stdin === null) throw new Error('The screens have no pipes.');
  const { stdin } = child;
  const lines: Interface = createInterface({ input: child.stdout });
  const told = async (order: object): Promise<Record<string, unknown>> => {
    const answer = new Promise<string>((resolve) => lines.once('line', resolve));
    stdin.write(`${JSON.stringify(order)}\n`);
    return JSON.parse(await answer) as Record<string, unknown>;
  };
  return {
    open: async (url, tokens, event = 'event') => {
      await told({ open: { url, tokens, event } });
    },
    report: async () => {
      const said = await told({ report: true });
      return {
        screens: said.screens as Report['screens'],
        first: new Map(said.first as [string, number][]),
        last: new Map(said.last as [string, number][]),
        caughtUp: said.caughtUp as number,
      };
    },
    close: () => {
      stdin.end();
    },
  };
}
