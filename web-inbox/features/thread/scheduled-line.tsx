import type { Span } from '../../../channels/richtext.ts';
import type { MessageView, SendMessage } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { mergeMessages } from '../../sync/merge.ts';
import { toMarkup } from '../composer/markup.ts';
import css from './delivery-line.module.css';

/** A message that leaves later: when, and what can still be decided about it. */
export function ScheduledLine({ message, at }: { message: MessageView; at: string }) {
  const { api, engine, drafts, ui } = useServices();
  const { t, language } = useWords();
  const show = (changed: MessageView): void =>
    engine.merge({ cursor: null, merge: (state) => mergeMessages(state, changed.conversation, [changed]) });
  const takeBack = async (): Promise<boolean> => {
    try {
      show(await api.cancel(message.id));
      return true;
    } catch {
      toast(t('delivery.tooLate'), 'bad');
      return false;
    }
  };
  const edit = async (): Promise<void> => {
    if (!(await takeBack())) return;
    drafts.change(message.conversation, {
      text: toMarkup({ text: message.text, spans: message.spans as Span[] }),
      subject: message.subject ?? '',
      attachments: message.attachments,
      buttons: (message.buttons ?? []) as NonNullable<SendMessage['buttons']>,
      account: message.account,
      note: false,
    });
    ui.update((state) => ({ ...state, compose: { tick: state.compose.tick + 1, note: false } }));
  };
  const sendNow = async (): Promise<void> => {
    if (!(await takeBack())) return;
    await api
      .sendMessage(message.conversation, {
        clientId: `${message.id}-now`,
        text: message.text,
        spans: message.spans,
        attachments: message.attachments.map((file) => file.id),
        ...(message.account === null ? {} : { account: message.account }),
        ...(message.subject === undefined ? {} : { subject: message.subject }),
        ...(message.buttons === undefined
          ? {}
          : { buttons: message.buttons as NonNullable<SendMessage['buttons']> }),
        ...(message.quotes?.messageId === undefined ? {} : { quotes: message.quotes.messageId }),
      })
      .then(show, toastError);
  };
  return (
    <div className={css.undo}>
      {t('delivery.scheduled', { time: fullTime(at, language) })}
      <button type="button" onClick={() => void sendNow()}>
        {t('delivery.sendNow')}
      </button>
      <button type="button" onClick={() => void edit()}>
        {t('delivery.edit')}
      </button>
      <button type="button" onClick={() => void takeBack()}>
        {t('delivery.unschedule')}
      </button>
    </div>
  );
}
