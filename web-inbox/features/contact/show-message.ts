import { openConversation } from '../../app/actions.ts';
import type { Services } from '../../app/services.ts';
import { toastError } from '../../app/toast.ts';

/** Goes to a message that is known by its id only. */
export async function showMessage(services: Services, id: string): Promise<void> {
  try {
    const { body } = await services.api.message(id);
    openConversation(services, body.conversation, body.seq);
  } catch (error) {
    toastError(error);
  }
}
