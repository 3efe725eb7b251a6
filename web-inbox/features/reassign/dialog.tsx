import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { ReassignForm } from './form.tsx';
import { Earlier } from './history.tsx';
import { Outcome, Plan } from './steps.tsx';
import { useRun } from './use-run.ts';
import { firstWish, requestOf, type What, type Wish } from './wish.ts';

/** Hands work over: choose, look at the plan, do it, undo it. */
export function ReassignDialog({ what }: { what: What }) {
  const services = useServices();
  const { t } = useWords();
  const name = useInbox((state) => ('from' in what ? (state.users[what.from]?.name ?? '') : ''));
  const [wish, setWish] = useState<Wish>({
    ...firstWish,
    reason: 'from' in what ? firstWish.reason : 'overload',
  });
  const steps = useRun();
  const request = requestOf(wish, what);
  const close = (): void => {
    services.ui.update((ui) => ({ ...ui, reassign: null, selected: steps.run === null ? ui.selected : [] }));
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={
        'from' in what
          ? t('reassign.titleFrom', { name })
          : t('reassign.titleSome', { count: what.conversations.length })
      }
    >
      {steps.run !== null ? (
        <Outcome run={steps.run} busy={steps.busy} onUndo={steps.undo} onClose={close} />
      ) : steps.plan !== null ? (
        <Plan
          plan={steps.plan}
          busy={steps.busy}
          onStart={() => request !== null && steps.start(request)}
          onBack={steps.rewrite}
        />
      ) : (
        <>
          <ReassignForm
            wish={wish}
            what={what}
            busy={steps.busy}
            onChange={(change) => setWish((now) => ({ ...now, ...change }))}
            onPreview={() => request !== null && steps.preview(request)}
          />
          <Earlier />
        </>
      )}
    </Modal>
  );
}
