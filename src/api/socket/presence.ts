import type { LiveServer, Screen } from './types.ts';

/** How long "is typing" holds without news. */
const TYPING_MS = 6_000;
/** How long another process's word holds without being repeated. */
const REMOTE_MS = 60_000;
const REPEAT_MS = 20_000;

type Lookers = { id: string; typing: boolean }[];

/** Who has which conversation open, in all processes; nothing of it is stored. */
export interface Presence {
  look(screen: Screen, conversation: string | null): void;
  typing(screen: Screen): void;
  gone(screen: Screen): void;
  clientTyping(conversation: string): void;
  close(): void;
}

export interface PresenceOptions {
  /** Tells this process from the others. */
  name: string;
  /** Unix milliseconds. */
  now: () => number;
  /** Whether there may be other processes to tell. */
  several: boolean;
}

export function createPresence(io: LiveServer, { name, now, several }: PresenceOptions): Presence {
  const screens = new Map<string, Set<Screen>>();
  const typingUntil = new Map<string, number>();
  const remote = new Map<string, Map<string, { users: Lookers; until: number }>>();

  const roomOf = (conversation: string) => `look:${conversation}`;
  const typingKey = (conversation: string, userId: string) => `${conversation} ${userId}`;

  function here(conversation: string): Lookers {
    const ids = new Set([...(screens.get(conversation) ?? [])].map((screen) => screen.data.userId));
    return [...ids].map((id) => ({
      id,
      typing: (typingUntil.get(typingKey(conversation, id)) ?? 0) > now(),
    }));
  }

  function everywhere(conversation: string): Lookers {
    const users = new Map(here(conversation).map((user) => [user.id, user]));
    for (const { users: others, until } of remote.get(conversation)?.values() ?? []) {
      if (until < now()) continue;
      for (const user of others) {
        users.set(user.id, { id: user.id, typing: user.typing || users.get(user.id)?.typing === true });
      }
    }
    return [...users.values()];
  }

  function show(conversation: string): void {
    if (!screens.has(conversation)) return;
    const news = { kind: 'presence' as const, conversation, users: everywhere(conversation) };
    io.local.to(roomOf(conversation)).volatile.emit('volatile', news);
  }

  function tell(conversation: string): void {
    show(conversation);
    tellOthers(conversation);
  }

  function tellOthers(conversation: string): void {
    if (several) io.serverSideEmit('looking', name, conversation, here(conversation));
  }

  io.on('looking', (process, conversation, users) => {
    const words = remote.get(conversation) ?? new Map();
    if (users.length === 0) words.delete(process);
    else words.set(process, { users, until: now() + REMOTE_MS });
    if (words.size === 0) remote.delete(conversation);
    else remote.set(conversation, words);
    show(conversation);
  });

  const timer = setInterval(() => {
    const ended = new Set<string>();
    for (const [key, until] of typingUntil) {
      if (until > now()) continue;
      typingUntil.delete(key);
      ended.add(key.slice(0, key.indexOf(' ')));
    }
    for (const conversation of ended) tell(conversation);
  }, 2_000);
  const repeat = setInterval(() => {
    for (const conversation of screens.keys()) tellOthers(conversation);
  }, REPEAT_MS);
  timer.unref();
  repeat.unref();

  function look(screen: Screen, conversation: string | null): void {
    const before = screen.data.looksAt;
    if (before === conversation) return;
    screen.data.looksAt = conversation;
    if (before !== null) {
      const inside = screens.get(before);
      inside?.delete(screen);
      if (inside?.size === 0) screens.delete(before);
      typingUntil.delete(typingKey(before, screen.data.userId));
      void screen.leave(roomOf(before));
      tell(before);
    }
    if (conversation !== null) {
      const inside = screens.get(conversation);
      if (inside === undefined) screens.set(conversation, new Set([screen]));
      else inside.add(screen);
      void screen.join(roomOf(conversation));
      tell(conversation);
    }
  }

  return {
    look,
    typing(screen) {
      const conversation = screen.data.looksAt;
      if (conversation === null) return;
      const key = typingKey(conversation, screen.data.userId);
      const known = (typingUntil.get(key) ?? 0) > now();
      typingUntil.set(key, now() + TYPING_MS);
      if (!known) tell(conversation);
    },
    gone: (screen) => look(screen, null),
    clientTyping(conversation) {
      io.to(roomOf(conversation)).volatile.emit('volatile', { kind: 'client-typing', conversation });
    },
    close() {
      clearInterval(timer);
      clearInterval(repeat);
    },
  };
}
