import type { LeadStatus, SetLead } from '../../../src/api/protocol.ts';
import type { Services } from '../../app/services.ts';
import { toast } from '../../app/toast.ts';
import { translate } from '../../i18n/i18n.ts';
import { mergeContact } from '../../sync/merge.ts';

/** Sets how far a contact is; the answer is on the screen before the event comes. Rejects with the server's error. */
export async function setLead(services: Services, contact: string, lead: SetLead): Promise<void> {
  const changed = await services.api.setLead(contact, lead);
  services.engine.merge({ cursor: null, merge: (state) => mergeContact(state, changed) });
  toast(translate('lead.saved', { status: translate(`lead.${lead.status}`) }));
}

/** Asks for what a status needs. */
export function askLead({ ui }: Services, contact: string, status: LeadStatus): void {
  ui.update((state) => ({ ...state, dialog: { kind: 'lead', contact, status } }));
}
