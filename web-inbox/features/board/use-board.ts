import { useCallback, useEffect, useRef, useState } from 'react';
import type { BoardView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { ownZone, useOffice } from '../../app/office.ts';

/** At most one reading of the board in this time, however much happens. */
const calmMs = 1500;

export interface LiveBoard {
  board: BoardView | null;
  failed: boolean;
  refresh(): void;
}

/** The board, read again when something it shows has changed. Nothing is asked while nothing happens. */
export function useBoard(): LiveBoard {
  const services = useServices();
  const office = useOffice();
  const [board, setBoard] = useState<BoardView | null>(null);
  const [failed, setFailed] = useState(false);
  const state = useRef<{ timer: ReturnType<typeof setTimeout> | null; busy: boolean; last: number }>({
    timer: null,
    busy: false,
    last: 0,
  });

  const read = useCallback(async () => {
    const now = state.current;
    now.timer = null;
    now.busy = true;
    now.last = Date.now();
    try {
      setBoard(await office.board(ownZone()));
      setFailed(false);
    } catch {
      setFailed(true);
    }
    now.busy = false;
  }, [office]);

  const refresh = useCallback(() => {
    const now = state.current;
    if (now.timer !== null) return;
    const wait = Math.max(now.busy ? calmMs : 0, now.last + calmMs - Date.now(), 0);
    now.timer = setTimeout(() => void read(), wait);
  }, [read]);

  useEffect(() => {
    let { conversations, users, accounts } = services.inbox.get();
    const stop = services.inbox.subscribe(() => {
      const next = services.inbox.get();
      const same = next.conversations === conversations && next.users === users && next.accounts === accounts;
      ({ conversations, users, accounts } = next);
      if (!same) refresh();
    });
    const stopLink = services.engine.link.subscribe(() => refresh());
    refresh();
    const now = state.current;
    return () => {
      stop();
      stopLink();
      if (now.timer !== null) clearTimeout(now.timer);
      now.timer = null;
    };
  }, [services, refresh]);
  return { board, failed, refresh };
}
