import type { LoggedEvent } from '../../src/api/protocol.ts';
import type { Router } from './route.ts';
import type { Threads } from './threads.ts';

/** Keeps the screen with its person when contacts are merged or taken apart elsewhere. */
export function createFollow(router: Router, threads: Threads): { hear(event: LoggedEvent): void } {
  return {
    hear(event) {
      const route = router.route.get();
      if (event.name === 'contact.removed' && event.data.into !== null) {
        if (route.page !== 'contact' || route.id !== event.data.id) return;
        router.go({ page: 'contact', id: event.data.into }, true);
      }
      if (route.page !== 'inbox' || route.conversation === null) return;
      if (event.name === 'conversation.hidden' && event.data.into !== undefined) {
        if (route.conversation !== event.data.id) return;
        router.go({ ...route, conversation: event.data.into, seq: null }, true);
      }
      if (event.name === 'conversation.rewritten' && route.conversation === event.data.id) {
        void threads.open(event.data.id, null);
      }
    },
  };
}
