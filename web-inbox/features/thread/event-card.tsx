import { useState } from 'react';
import { type EventCard, INVITATION_ANSWERS, type InvitationAnswer } from '../../../channels/message.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { clock, fullTime } from '../../i18n/format.ts';
import { type Key, type Language, type Translate, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeMessages } from '../../sync/merge.ts';
import css from './cards.module.css';

const answerWords: Readonly<Record<InvitationAnswer, { act: Key; says: Key }>> = {
  accepted: { act: 'card.accept', says: 'card.answeredAccepted' },
  tentative: { act: 'card.maybe', says: 'card.answeredTentative' },
  declined: { act: 'card.decline', says: 'card.answeredDeclined' },
};

/** When and where, and the answer of ours that the organiser's calendar understands. */
export function EventFacts({ card, message }: { card: EventCard; message: MessageView | undefined }) {
  const { t, language } = useWords();
  return (
    <>
      <div>{eventTimes(card, language)}</div>
      {message !== undefined && card.invitation !== undefined && <Answers card={card} message={message} />}
      {methodWords(card.method, t) !== null && <div className={css.faint}>{methodWords(card.method, t)}</div>}
    </>
  );
}

function Answers({ card, message }: { card: EventCard; message: MessageView }) {
  const { api, engine, catalog } = useServices();
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const lastSeq = useInbox((state) => state.conversations[message.conversation]?.lastSeq);
  const channels = useStore(catalog, (state) => state.channels);
  if (channels[message.channel ?? '']?.capabilities.invitations !== true) return null;
  const answer = (choice: InvitationAnswer): void => {
    setBusy(true);
    api
      .sendMessage(message.conversation, {
        // The same answer to the same invitation is one message, however often it is pressed.
        clientId: `${message.id}-${choice}`,
        text: t(answerWords[choice].says, { title: card.title }),
        ...(message.account === null ? {} : { account: message.account }),
        ...(lastSeq === undefined ? {} : { seen: lastSeq }),
        invitation: { message: message.id, answer: choice },
      })
      .then((sent) =>
        engine.merge({ cursor: null, merge: (state) => mergeMessages(state, sent.conversation, [sent]) }),
      )
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.answers}>
      {INVITATION_ANSWERS.map((choice) => (
        <button key={choice} type="button" disabled={busy} onClick={() => answer(choice)}>
          {t(answerWords[choice].act)}
        </button>
      ))}
    </div>
  );
}

/** What the letter did with the date; null where the title says it all. */
function methodWords(method: string | undefined, t: Translate): string | null {
  switch (method) {
    case 'REQUEST':
      return t('card.invited');
    case 'CANCEL':
      return t('card.cancelled');
    case 'REPLY ACCEPTED':
      return t('card.accepted');
    case 'REPLY DECLINED':
      return t('card.declined');
    case 'REPLY TENTATIVE':
      return t('card.tentative');
    default:
      return null;
  }
}

function eventTimes(card: EventCard, language: Language): string {
  const begin = card.startsAt === undefined ? undefined : new Date(card.startsAt);
  const end = card.endsAt === undefined ? undefined : new Date(card.endsAt);
  const sameDay = begin !== undefined && end?.toDateString() === begin.toDateString();
  const times = [
    begin && fullTime(begin.toISOString(), language),
    end && (sameDay ? clock(end.toISOString(), language) : fullTime(end.toISOString(), language)),
  ].filter((part) => part !== undefined);
  return [times.join(' – '), card.place].filter((part) => part !== undefined && part !== '').join(' · ');
}
