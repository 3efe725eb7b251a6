import { IconMessages } from '@tabler/icons-react';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';

/** The thread's place while nothing is chosen. */
export function NothingOpen() {
  const { t } = useWords();
  return <Empty icon={<IconMessages size={28} />} title={t('thread.pick')} hint={t('thread.pickHint')} />;
}
