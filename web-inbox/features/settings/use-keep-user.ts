import type { UserView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { keepNewer } from '../../sync/apply.ts';

/** Puts a changed person on the screen before the event comes. */
export function useKeepUser(): (user: UserView) => void {
  const { engine } = useServices();
  return (user) =>
    engine.merge({ cursor: null, merge: (state) => ({ ...state, users: keepNewer(state.users, user) }) });
}
