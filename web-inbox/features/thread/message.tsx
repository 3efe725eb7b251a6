import { IconArrowForwardUp, IconRobot } from '@tabler/icons-react';
import { memo, type ReactNode, useState } from 'react';
import type { MessageView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { clock, fullTime, shortSpan } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { DeliveryMark } from '../../ui/delivery-mark.tsx';
import { Attachments } from './attachments.tsx';
import { Cards } from './cards.tsx';
import { DeliveryLine } from './delivery-line.tsx';
import { EditOwn } from './edit-own.tsx';
import { Forwards } from './forwards.tsx';
import css from './message.module.css';
import { MessageButtons } from './message-buttons.tsx';
import { isInline, isLetter, messageFace } from './message-face.ts';
import { Tools } from './message-tools.tsx';
import { Original } from './original.tsx';
import { RichTextView } from './rich-text.tsx';
import { lateBy, type ThreadRow } from './thread-rows.ts';

type Props = Extract<ThreadRow, { kind: 'message' }> & {
  /** The person the conversation is with. */
  person: { id: string; name: string };
  me: string;
  lit: boolean;
  latest: boolean;
};

/** One message as a bubble: theirs left, ours right, notes yellow. */
export const Message = memo(function Message(props: Props) {
  const { message, first, last, person, lit, channelChanged } = props;
  const { t } = useWords();
  const [editing, setEditing] = useState(false);
  const side = message.kind === 'note' ? 'note' : message.direction;
  const face = editing ? 'plain' : messageFace(message);
  const ends = face === 'words' || face === 'captioned';
  return (
    <div
      className={css.row}
      data-side={side}
      data-first={first || undefined}
      data-lit={lit || undefined}
      id={`m-${message.seq}`}
    >
      {side === 'in' && (
        <div className={css.gutter}>
          {last && <Avatar id={person.id} name={nameOf(message, person)} size={30} />}
        </div>
      )}
      <div className={css.column}>
        {channelChanged && message.channel !== null && (
          <div className={css.via}>
            <ChannelIcon channel={message.channel} />{' '}
            {t('thread.via', { name: channelName(message.channel) })}
          </div>
        )}
        {first && <Author {...props} />}
        <div
          className={css.bubble}
          data-side={side}
          data-face={face}
          data-first={first || undefined}
          data-last={last || undefined}
          data-removed={message.removedAt !== undefined || undefined}
        >
          {editing ? (
            <EditOwn message={message} onDone={() => setEditing(false)} />
          ) : (
            <Body message={message} tail={ends ? <Foot {...props} /> : undefined} />
          )}
          {!ends && <Foot {...props} />}
          {!editing && <Tools message={message} onEdit={() => setEditing(true)} />}
        </div>
        {message.buttons !== undefined && message.removedAt === undefined && (
          <MessageButtons rows={message.buttons} />
        )}
        {message.reactions.length > 0 && (
          <div className={css.reactions}>
            {message.reactions.map((reaction) => (
              <span key={`${reaction.by}${reaction.emoji}`} title={reaction.by}>
                {reaction.emoji}
              </span>
            ))}
          </div>
        )}
        <DeliveryLine message={message} />
      </div>
    </div>
  );
});

/** Networks that tell a message's author by number have told the name apart. */
const nameOf = ({ author }: MessageView, person: { name: string }): string =>
  author.name === '' || author.name === author.id ? person.name : author.name;

function Author({ message, me }: Props) {
  const { t } = useWords();
  const account = useInbox((state) => state.accounts[message.account ?? '']?.name);
  if (message.direction === 'in' && message.kind === 'message') {
    if (message.automatic === undefined && message.to === undefined) return null;
    const facts = [
      message.automatic === undefined ? '' : t(`automatic.${message.automatic}` as Key),
      message.to === undefined ? '' : t('thread.writtenTo', { address: message.to }),
    ];
    return (
      <div className={css.author}>
        {message.automatic !== undefined && <IconRobot size={14} />}
        {facts.filter((fact) => fact !== '').join(' · ')}
      </div>
    );
  }
  const { author } = message;
  const unnamed = author.kind === 'elsewhere' && author.name === author.id;
  const name = author.id === me ? t('thread.you') : unnamed ? (account ?? '') : author.name;
  const facts = [name];
  if (author.kind === 'elsewhere') facts.push(t('thread.elsewhere'));
  if (message.from !== undefined) facts.push(t('thread.writtenFrom', { address: message.from }));
  if (message.kind === 'note') facts.unshift(t('thread.noteBy'));
  return (
    <div className={css.author}>
      {author.kind === 'bot' && <IconRobot size={14} aria-label={t('thread.bot')} />}
      {facts.filter((fact) => fact !== '').join(' · ')}
    </div>
  );
}

function Body({ message, tail }: { message: MessageView; tail: ReactNode }) {
  const { t } = useWords();
  if (message.removedAt !== undefined && message.text === '' && message.attachments.length === 0) {
    return <em className={css.faint}>{t('thread.removed')}</em>;
  }
  const empty =
    message.text === '' &&
    message.attachments.length === 0 &&
    message.cards.length === 0 &&
    !message.forwards;
  const letter = isLetter(message);
  const files = <Attachments items={message.attachments} conversation={message.conversation} />;
  return (
    <>
      {message.subject !== undefined && message.subject !== '' && (
        <div className={css.subject}>{message.subject}</div>
      )}
      {message.quotes !== null && <Quote message={message} />}
      {message.forwardedFrom !== undefined && (
        <div className={css.forwarded}>
          <IconArrowForwardUp size={14} />
          {message.forwardedFrom.author === undefined
            ? t('thread.forwardedPlain')
            : t('thread.forwarded', { name: message.forwardedFrom.author })}
        </div>
      )}
      {!letter && files}
      {message.text !== '' && <RichTextView text={message.text} spans={message.spans} tail={tail} />}
      {letter && files}
      {empty && <em className={css.faint}>{t('thread.noText')}</em>}
      {message.forwards !== undefined && <Forwards items={message.forwards} />}
      <Cards cards={message.cards} message={message} />
      {message.folded !== undefined && message.folded !== '' && <Folded text={message.folded} />}
      {message.htmlUrl !== undefined && (
        <Original
          url={message.htmlUrl}
          text={message.text}
          pictures={message.attachments.filter(isInline).length}
        />
      )}
    </>
  );
}

function Folded({ text }: { text: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className={css.links}>
      <button type="button" onClick={() => setOpen(!open)} aria-expanded={open}>
        {t(open ? 'thread.unquoted' : 'thread.quoted')}
      </button>
      {open && <div className={css.folded}>{text}</div>}
    </div>
  );
}

function Quote({ message }: { message: MessageView }) {
  const services = useServices();
  const { t } = useWords();
  const quote = message.quotes;
  if (quote === null) return null;
  const { seq } = quote;
  // A letter may answer one that nobody here has: that alone says nothing.
  if (seq === undefined && quote.author === undefined && quote.text === '') return null;
  const content = (
    <>
      {quote.author !== undefined && <strong>{quote.author}</strong>}
      <span>{quote.text || t('list.noText')}</span>
    </>
  );
  if (seq === undefined) return <div className={css.quote}>{content}</div>;
  return (
    <button
      type="button"
      className={css.quote}
      title={t('thread.jump')}
      onClick={() => openConversation(services, message.conversation, seq)}
    >
      {content}
    </button>
  );
}

function Foot({ message, latest }: Props) {
  const { t, language } = useWords();
  const late = lateBy(message);
  // Of what is gone, only when it was there is of interest.
  const gone = message.removedAt !== undefined;
  const state = gone ? undefined : message.delivery?.state;
  const told = latest && (state === 'sent' || state === 'delivered' || state === 'read');
  return (
    <div className={css.foot}>
      {gone && message.text !== '' && <span>{t('thread.removedKeep')}</span>}
      {!gone && message.editedAt !== undefined && (
        <span title={fullTime(message.editedAt, language)}>{t('thread.edited')}</span>
      )}
      {late !== null && (
        <span className={css.late} title={fullTime(message.receivedAt, language)}>
          {t('thread.late', { span: shortSpan(late, language) })}
        </span>
      )}
      <time dateTime={message.sentAt} title={fullTime(message.sentAt, language)}>
        {clock(message.sentAt, language)}
      </time>
      {told && state !== undefined && <span>{t(`delivery.${state}`)}</span>}
      {state !== undefined && <DeliveryMark state={state} />}
    </div>
  );
}
