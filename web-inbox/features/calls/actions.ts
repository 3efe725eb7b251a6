import type { z } from 'zod';
import type { CallView, changeCall as changeSchema, RingingCall } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import type { Services } from '../../app/services.ts';
import { toast, toastError } from '../../app/toast.ts';
import { translate } from '../../i18n/i18n.ts';
import { mergeCalls } from '../../sync/merge-work.ts';
import { chime } from '../notices/chime.ts';

/** Changes a call; the answer is on the screen before the event comes. Rejects with the server's error. */
export async function changeCall(
  services: Services,
  id: string,
  change: z.infer<typeof changeSchema>,
): Promise<void> {
  const call = await services.api.changeCall(id, change);
  services.engine.merge({ cursor: null, merge: (state) => mergeCalls(state, [call]) });
}

/** Nobody has to call back any more. */
export function handled(services: Services, id: string): void {
  changeCall(services, id, { handled: true })
    .then(() => toast(translate('calls.handledToast')))
    .catch(toastError);
}

/** Opens whoever called: their conversation, or their page. */
export function openCaller(services: Services, call: CallView): void {
  if (call.conversation !== null) openConversation(services, call.conversation);
  else if (call.contact !== null) services.router.go({ page: 'contact', id: call.contact.id });
}

/** A sound, and a word beside the browser while it is not looked at. */
export function announce({ prefs }: Services, call: RingingCall): void {
  const { sound, notices } = prefs.get();
  if (sound) chime();
  if (!notices || document.hasFocus() || Notification.permission !== 'granted') return;
  const body = [call.number ?? call.from, call.lastWords ?? ''].filter((part) => part !== '').join('\n');
  const notice = new Notification(call.contactName ?? translate('calls.unknown'), { body, tag: call.id });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
}

/** Asks for the name behind a number that nobody knows. */
export function askCaller({ ui }: Services, call: CallView): void {
  const dialog = { kind: 'new-contact', phone: call.number ?? call.from, call: call.id } as const;
  ui.update((state) => ({ ...state, dialog }));
}
