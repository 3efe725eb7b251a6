import {
  IconCalendarEvent,
  IconChartBar,
  IconClick,
  IconHelpCircle,
  IconId,
  IconLink,
  IconMapPin,
  IconPhone,
  IconShoppingBag,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Card } from '../../../channels/message.ts';
import { fullTime } from '../../i18n/format.ts';
import { type Key, type Language, type Translate, useWords } from '../../i18n/i18n.ts';
import css from './cards.module.css';

/** Content that is neither text nor a file, in the reader's language. */
export function Cards({ cards }: { cards: readonly { kind: string }[] }) {
  const { t, language } = useWords();
  return (cards as readonly Card[]).map((card, index) => {
    const face = faceOf(card, t, language);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the cards of a message never move
      <div key={index} className={css.card}>
        <span className={css.icon}>{face.icon}</span>
        <div className={css.body}>
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

function faceOf(card: Card, t: Translate, language: Language): Face {
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
            <ul>
              {card.options.map((option) => (
                <li key={option}>{option}</li>
              ))}
            </ul>
          </>
        ),
      };
    case 'link':
      return {
        icon: <IconLink size={20} />,
        kind: card.title ?? t('card.link'),
        content: <Address url={card.url} />,
      };
    case 'event':
      return {
        icon: <IconCalendarEvent size={20} />,
        kind: card.title || t('card.event'),
        content: eventTimes(card, language),
      };
    case 'button':
      return { icon: <IconClick size={20} />, kind: t('card.button'), content: card.label };
    case 'call':
      return { icon: <IconPhone size={20} />, kind: t('card.call'), content: card.state };
    case 'product':
      return {
        icon: <IconShoppingBag size={20} />,
        kind: card.title || t('card.product'),
        content: card.price ?? null,
      };
    default:
      return { icon: <IconHelpCircle size={20} />, kind: placeholderWords(card, t), content: null };
  }
}

const named: readonly string[] = [
  'dice',
  'game',
  'invoice',
  'payment',
  'story',
  'giveaway',
  'paidMedia',
  'checklist',
  'passport',
  'service',
  'wall',
  'gift',
  'encrypted',
  'refund',
  'sharedPeople',
  'sharedChat',
  'pinned',
  'joined',
  'left',
  'renamed',
  'moved',
  'topic',
  'videoChat',
  'connectedWebsite',
  'allowedWriting',
  'pollAnswer',
  'pollAnswerWithdrawn',
  'copied',
  'unknownContent',
  'empty',
];

/** What cannot be shown, in words; the codec's own name of it when we have no sentence. */
export function placeholderWords(
  card: { kind: string; what?: string; detail?: string },
  t: Translate,
): string {
  const what = card.what ?? card.kind;
  const key = what.replace(/[-_](\w)/g, (_all, letter: string) => letter.toUpperCase());
  const detail = card.detail ?? '';
  if (named.includes(key)) {
    const words = t(`placeholder.${key}` as Key, { detail });
    return detail === '' || words.includes(detail) ? words : `${words}: ${detail}`;
  }
  return t('placeholder.anything', { what: detail === '' ? what : `${what}, ${detail}` });
}

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

function eventTimes(card: Extract<Card, { kind: 'event' }>, language: Language): ReactNode {
  const moments = [card.startsAt, card.endsAt].filter((moment) => moment !== undefined);
  const times = moments.map((moment) => fullTime(new Date(moment).toISOString(), language)).join(' – ');
  return [times, card.place].filter((part) => part !== undefined && part !== '').join(' · ');
}
