import { Modal } from '@mantine/core';
import { useState } from 'react';
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
  const [asked, setAsked] = useState('');
  const searchFor = (query: string): void => {
    setAsked(query);
    ui.update((state) => ({ ...state, overlay: 'search' }));
  };
  const close = (): void => ui.update((state) => ({ ...state, overlay: null }));
  const titles = { palette: 'command.palette', help: 'nav.help', search: 'search.title' } as const;
  const help = overlay === 'help';
  return (
    <Modal.Root
      opened={overlay !== null}
      onClose={close}
      size={help ? 'lg' : 580}
      padding={help ? 'lg' : 0}
      yOffset="9vh"
      centered={false}
      transitionProps={{ duration: 90 }}
    >
      <Modal.Overlay backgroundOpacity={0.35} blur={2} />
      <Modal.Content aria-label={overlay === null ? undefined : t(titles[overlay])}>
        {help && (
          <Modal.Header>
            <Modal.Title>{t('nav.help')}</Modal.Title>
            <Modal.CloseButton aria-label={t('common.close')} />
          </Modal.Header>
        )}
        <Modal.Body>
          {overlay === 'palette' && <Palette onDone={close} onSearch={searchFor} />}
          {overlay === 'search' && <SearchPanel asked={asked} onDone={close} />}
          {help && <HelpSheet />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
