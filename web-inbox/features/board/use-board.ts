import { useCallback, useEffect, useRef, useState } from 'react';
import type { BoardView } from '../../../src/api/protocol.ts';
import { type CalmReads, createCalmReads } from '../../app/calm-reads.ts';
import { useServices } from '../../app/context.tsx';
import { ownZone, useOffice } from '../../app/office.ts';

const pace = { calmMs: 1500, againMs: 5000 };

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
  const reads = useRef<CalmReads | null>(null);

  useEffect(() => {
    const calm = createCalmReads(async () => {
      try {
        setBoard(await office.board(ownZone()));
        setFailed(false);
      } catch (error) {
        setFailed(true);
        throw error;
      }
    }, pace);
    reads.current = calm;
    let { conversations, users, accounts } = services.inbox.get();
    const stop = services.inbox.subscribe(() => {
      const next = services.inbox.get();
      const same = next.conversations === conversations && next.users === users && next.accounts === accounts;
      ({ conversations, users, accounts } = next);
      if (!same) calm.ask();
    });
    const stopLink = services.engine.link.subscribe(() => calm.ask());
    calm.ask();
    return () => {
      stop();
      stopLink();
      calm.stop();
    };
  }, [services, office]);
  const refresh = useCallback(() => reads.current?.ask(), []);
  return { board, failed, refresh };
}
