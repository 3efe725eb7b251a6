import {
  IconAlertTriangle,
  IconCalendarEvent,
  IconChartBar,
  IconClick,
  IconCoin,
  IconDeviceGamepad2,
  IconDice5,
  IconEye,
  IconGift,
  IconHelpCircle,
  IconId,
  IconLink,
  IconListCheck,
  IconLock,
  IconMailOff,
  IconMapPin,
  IconPhone,
  IconPhoto,
  IconPin,
  IconShoppingBag,
  IconSignature,
  IconSticker,
  IconUsers,
} from '@tabler/icons-react';
import { lazy, type ReactNode } from 'react';
import type { Card } from '../../../channels/message.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import { LatePart } from '../../app/late-part.tsx';
import { duration } from '../../i18n/format.ts';
import { type Translate, useWords } from '../../i18n/i18n.ts';
import css from './cards.module.css';
import { EventFacts } from './event-card.tsx';
import { placeholderParts } from './placeholder-words.ts';

const PlaceMap = lazy(async () => ({ default: (await import('./place-map.tsx')).PlaceMap }));

/** Content that is neither text nor a file, in the reader's language. */
export function Cards({
  cards,
  message,
}: {
  cards: readonly { kind: string }[];
  /** The message they belong to, where they can be answered. */
  message?: MessageView | undefined;
}) {
  const { t } = useWords();
  return (cards as readonly Card[]).map((card, index) => {
    const face = faceOf(card, t, message);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the cards of a message never move
      <div key={index} className={css.card}>
        <span className={css.icon}>{face.icon}</span>
        <div className={css.body} dir="auto">
          <div className={css.kind}>{face.kind}</div>
          {face.content}
        </div>
      </div>
    );
  });
}

interface Face {
  icon: ReactNode;
  kind: string;
  content: ReactNode;
}

function faceOf(card: Card, t: Translate, message: MessageView | undefined): Face {
  switch (card.kind) {
    case 'location':
      return {
        icon: <IconMapPin size={20} />,
        kind: card.title ?? t(card.live === true ? 'card.liveLocation' : 'card.location'),
        content: <Place latitude={card.latitude} longitude={card.longitude} address={card.address} />,
      };
    case 'contact':
      return {
        icon: <IconId size={20} />,
        kind: t(card.own ? 'card.ownContact' : 'card.contact'),
        content: (
          <>
            <div>{card.name}</div>
            {[...card.phones, ...(card.emails ?? [])].map((value) => (
              <div key={value}>
                <a href={value.includes('@') ? `mailto:${value}` : `tel:${value}`}>{value}</a>
              </div>
            ))}
          </>
        ),
      };
    case 'poll':
      return {
        icon: <IconChartBar size={20} />,
        kind: t(card.closed === true ? 'card.pollClosed' : 'card.poll'),
        content: (
          <>
            <div>{card.question}</div>
            <ol>
              {card.options.map((option, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two options of a poll may read the same
                <li key={index}>{option}</li>
              ))}
            </ol>
          </>
        ),
      };
    case 'link':
      return {
        icon: <IconLink size={20} />,
        kind: card.title ?? t('card.link'),
        content: (
          <>
            {card.description !== undefined && <div className={css.words}>{card.description}</div>}
            <Address url={card.url} />
          </>
        ),
      };
    case 'event':
      return {
        icon: <IconCalendarEvent size={20} />,
        kind: card.title || t('card.event'),
        content: <EventFacts card={card} message={message} />,
      };
    case 'button':
      return {
        icon: <IconClick size={20} />,
        kind: t('card.button'),
        // Some networks write the words of the button as the person's own, too.
        content: message?.text === card.label ? null : card.label,
      };
    case 'call':
      return {
        icon: <IconPhone size={20} />,
        kind: t('card.call'),
        content: callWords(card, t),
      };
    case 'product':
      return {
        icon: <IconShoppingBag size={20} />,
        kind: card.title || t('card.product'),
        content: (
          <>
            {card.price !== undefined && <div>{card.price}</div>}
            {card.url !== undefined && <Address url={card.url} />}
          </>
        ),
      };
    case 'unsubscribe':
      return {
        icon: <IconMailOff size={20} />,
        kind: t('card.unsubscribe'),
        content: <Leave url={card.url} email={card.email} />,
      };
    default:
      return placeholderFace(card, t);
  }
}

const callKeys = {
  answered: 'card.callAnswered',
  missed: 'card.callMissed',
  declined: 'card.callDeclined',
  unknown: null,
} as const;

function callWords({ state, duration: length = 0 }: Extract<Card, { kind: 'call' }>, t: Translate): string {
  // What was stored before states had names of ours holds the network's.
  const key = callKeys[state] ?? null;
  const facts = [key === null ? '' : t(key), length > 0 ? duration(length) : ''];
  return facts.filter((fact) => fact !== '').join(' · ');
}

function placeholderFace(card: Extract<Card, { kind: 'placeholder' }>, t: Translate): Face {
  const { title, detail } = placeholderParts(card, t);
  const Icon = placeholderIcons[card.what] ?? IconHelpCircle;
  return {
    icon: <Icon size={20} />,
    kind: title,
    content: detail === '' ? null : <div className={css.words}>{detail}</div>,
  };
}

const placeholderIcons: Readonly<Record<string, typeof IconHelpCircle>> = {
  dice: IconDice5,
  game: IconDeviceGamepad2,
  giveaway: IconGift,
  'more-authors': IconUsers,
  'paid-media': IconCoin,
  pinned: IconPin,
  'poll-answer': IconChartBar,
  'shared-people': IconUsers,
  'shared-chat': IconUsers,
  sticker: IconSticker,
  story: IconPhoto,
  'video-chat': IconPhone,
  'smime-encrypted': IconLock,
  'pgp-encrypted': IconLock,
  'smime-signed': IconSignature,
  'pgp-signed': IconSignature,
  'sender-name-is-another-address': IconAlertTriangle,
  'mail-structure': IconAlertTriangle,
  'mail-truncated': IconAlertTriangle,
  cropped: IconAlertTriangle,
  checklist: IconListCheck,
  gift: IconGift,
  payment: IconCoin,
  refund: IconCoin,
  'receipt-asked': IconEye,
};

function Place({
  latitude,
  longitude,
  address,
}: {
  latitude: number;
  longitude: number;
  address?: string | undefined;
}) {
  const { t } = useWords();
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <>
      {address !== undefined && <div>{address}</div>}
      <LatePart meanwhile={<div className={css.map} />}>
        <PlaceMap
          latitude={latitude}
          longitude={longitude}
          label={t('card.mapPicture', { place: address ?? at })}
        />
      </LatePart>
      <div className={css.faint}>{at}</div>
      <a href={map} target="_blank" rel="noopener noreferrer">
        {t('card.map')}
      </a>
    </>
  );
}

function Address({ url }: { url: string }) {
  if (!/^https?:/i.test(url)) return url;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {url}
    </a>
  );
}

/** Leaving is a person's decision: nothing is asked of the sender's server before the link is opened. */
function Leave({ url, email }: { url?: string | undefined; email?: string | undefined }) {
  const { t } = useWords();
  if (url !== undefined && /^https?:/i.test(url)) {
    return (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {t('card.leave')}
      </a>
    );
  }
  const address = (email ?? '').split('?')[0] ?? '';
  return <a href={`mailto:${email ?? ''}`}>{t('card.leaveByMail', { address })}</a>;
}
