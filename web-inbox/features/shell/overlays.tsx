import { Modal } from '@mantine/core';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { HelpSheet } from '../../keys/help.tsx';
import { Palette } from '../../keys/palette.tsx';
import { useStore } from '../../store/use-store.ts';
import { SearchPanel } from '../search/search.tsx';

/** What comes up in front of the panes: commands, help, search. */
export function Overlays() {
  const { ui } = useServices();
  const { t } = useWords();
  const overlay = useStore(ui, (state) => state.overlay);
  const close = (): void => ui.update((state) => ({ ...state, overlay: null }));
  const titles = { palette: 'command.palette', help: 'nav.help', search: 'search.title' } as const;
  return (
    <Modal
      opened={overlay !== null}
      onClose={close}
      size={overlay === 'help' ? 'lg' : 580}
      padding={overlay === 'help' ? 'lg' : 0}
      withCloseButton={overlay === 'help'}
      title={overlay === 'help' ? t('nav.help') : undefined}
      aria-label={overlay === null ? undefined : t(titles[overlay])}
      yOffset="9vh"
      centered={false}
      transitionProps={{ duration: 90 }}
    >
      {overlay === 'palette' && <Palette onDone={close} />}
      {overlay === 'search' && <SearchPanel onDone={close} />}
      {overlay === 'help' && <HelpSheet />}
    </Modal>
  );
}
