import type { ConversationView } from '../../../src/api/protocol.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './thread.module.css';

const nobody: readonly { id: string; typing: boolean }[] = [];

/** Who else looks at this conversation or writes in it. Keeps its height when there is nothing to say. */
export function PresenceLine({ row }: { row: ConversationView }) {
  const { presence } = useServices();
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const viewers = useStore(presence, (state) => state.viewers[row.id] ?? nobody);
  const typing = useStore(presence, (state) => state.typing[row.id] === true);
  const others = viewers.filter((viewer) => viewer.id !== me.id);
  const names = (list: typeof others): string =>
    list.map((viewer) => users[viewer.id]?.name ?? '').join(', ');
  const writing = others.filter((viewer) => viewer.typing);
  const words = [
    typing && t('thread.clientTyping', { name: row.contact.name }),
    writing.length > 0 && t('thread.writing', { names: names(writing) }),
    writing.length === 0 && others.length > 0 && t('thread.viewing', { names: names(others) }),
  ];
  return (
    <div className={css.presence} aria-live="polite">
      {words.filter((word) => word !== false).join(' · ')}
    </div>
  );
}
