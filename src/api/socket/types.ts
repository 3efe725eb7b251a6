import type { Server, Socket } from 'socket.io';
import type { SocketFromServer, VolatileFromServer } from '../protocol.ts';

/** What one screen's connection remembers. Kept small: there may be thousands. */
export interface ScreenData {
  userId: string;
  /** Hash of what it was authenticated with; ending that ends the connection. */
  credential: string;
  by: 'cookie' | 'token';
  rooms: ReadonlySet<string>;
  /** Conversation that is open on the screen. */
  looksAt: string | null;
}

/** Messages between the processes of one house. */
interface BetweenProcesses {
  /** The log has grown up to this cursor; read it now instead of at the next tick. */
  grew: (head: number) => void;
  /** Who looks at a conversation in the sending process. */
  looking: (process: string, conversation: string, users: { id: string; typing: boolean }[]) => void;
  /** Volatile news for the screens that are in one of these rooms. */
  told: (rooms: readonly string[], news: VolatileFromServer) => void;
  /** What was opened with these credentials is over. */
  over: (credentials: readonly string[]) => void;
}

type FromBrowser = Record<string, (...args: unknown[]) => void>;

export type LiveServer = Server<FromBrowser, SocketFromServer, BetweenProcesses, ScreenData>;
export type Screen = Socket<FromBrowser, SocketFromServer, BetweenProcesses, ScreenData>;
