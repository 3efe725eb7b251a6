import { Modal } from '@mantine/core';
import { useServices } from '../../app/context.tsx';
import type { Dialog } from '../../app/ui-state.ts';
import { type Key, type Translate, useWords } from '../../i18n/i18n.ts';
import { LeadForm } from '../leads/form.tsx';
import { TaskForm } from '../tasks/form.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { NewContactForm } from './new-contact.tsx';

const leadTitles: Readonly<Record<string, Key>> = {
  new: 'leadForm.newTitle',
  planned: 'leadForm.plannedTitle',
  bought: 'leadForm.boughtTitle',
  refused: 'leadForm.refusedTitle',
  'not-client': 'leadForm.notClientTitle',
};

function titleOf(dialog: Dialog, t: Translate): string {
  if (dialog.kind === 'merge') return t('merge.title');
  if (dialog.kind === 'task') return t(dialog.task === null ? 'taskForm.addTitle' : 'taskForm.editTitle');
  if (dialog.kind === 'lead') return t(leadTitles[dialog.status] ?? 'lead.title');
  return t('contacts.create');
}

/** The forms about a person that come up in front of everything. */
export function PeopleDialogs({ dialog }: { dialog: Dialog }) {
  const { ui } = useServices();
  const { t } = useWords();
  const close = (): void => ui.update((state) => ({ ...state, dialog: null }));
  return (
    <Modal
      opened
      onClose={close}
      title={titleOf(dialog, t)}
      size={dialog.kind === 'merge' ? 'lg' : 'md'}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      transitionProps={{ duration: 90 }}
    >
      {dialog.kind === 'merge' && (
        <MergeDialog contact={dialog.contact} other={dialog.other} onDone={close} />
      )}
      {dialog.kind === 'lead' && <LeadForm contact={dialog.contact} status={dialog.status} onDone={close} />}
      {dialog.kind === 'task' && <TaskForm contact={dialog.contact} id={dialog.task} onDone={close} />}
      {dialog.kind === 'new-contact' && (
        <NewContactForm phone={dialog.phone} call={dialog.call} onDone={close} />
      )}
    </Modal>
  );
}
