import { useEffect } from 'react';
import { openNow } from '../app/actions.ts';
import { useServices } from '../app/context.tsx';
import { isCovered } from '../app/ui-state.ts';
import { isFor } from './commands.ts';
import { commandFor } from './match.ts';

/** Runs commands by their keys, everywhere in the application. */
export function useShortcuts(): void {
  const services = useServices();
  useEffect(() => {
    // An open menu or dialog has its own keys. It is looked for before it hears the key itself and may be gone.
    let modal = false;
    const look = (): void => {
      modal = isCovered(services.ui.get()) || document.querySelector('[role=dialog], [role=menu]') !== null;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const writing =
        target?.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') != null;
      const command = commandFor(event, writing);
      if (command === undefined || !isFor(command, services.inbox.get().me?.role)) return;
      if (modal && command.group !== 'app') return;
      const open = openNow(services);
      if (command.needsConversation === true && open === null) return;
      event.preventDefault();
      command.run(services, open ?? '');
    };
    window.addEventListener('keydown', look, true);
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', look, true);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [services]);
}
