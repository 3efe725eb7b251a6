import { Menu, NativeSelect, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { ConversationView, MessageView } from '../../../src/api/protocol.ts';
import { useInbox } from '../../app/context.tsx';
import type { Draft } from '../../app/drafts.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { shortSpan } from '../../i18n/format.ts';
import { type Key, type Language, type Translate, useWords } from '../../i18n/i18n.ts';
import { blockAt } from '../../store/timeline-window.ts';
import { useNow } from '../../ui/clock.ts';
import { addressWords } from '../thread/address-words.ts';
import css from './composer.module.css';
import { forecast, windowLeft } from './losses.ts';
import { parseMarkup } from './markup.ts';
import type { Way } from './use-routes.ts';

interface Props {
  row: ConversationView;
  draft: Draft;
  routes: Way[];
  route: Way | undefined;
  capabilities: Capabilities | undefined;
  change(what: Partial<Draft>): void;
}

/** Answer or note, the way the answer takes, its subject, and everything to know before sending. */
export function Head({ row, draft, routes, route, capabilities, change }: Props) {
  const { t } = useWords();
  const subject = !draft.note && capabilities !== undefined && capabilities.subject === 'native';
  return (
    <>
      <div className={css.head}>
        <div className={css.modes} role="tablist">
          {([false, true] as const).map((note) => (
            <button
              key={String(note)}
              type="button"
              role="tab"
              aria-selected={draft.note === note}
              className={css.mode}
              data-note={note || undefined}
              onClick={() => change({ note })}
            >
              {t(note ? 'composer.note' : 'composer.reply')}
            </button>
          ))}
        </div>
        {!draft.note && <WayPicker row={row} routes={routes} route={route} change={change} />}
        {!draft.note && route !== undefined && route.senders.length > 1 && (
          <FromPicker row={row} draft={draft} route={route} change={change} />
        )}
      </div>
      {!draft.note && <Warnings draft={draft} route={route} capabilities={capabilities} />}
      {subject && <Subject row={row} draft={draft} route={route} change={change} />}
    </>
  );
}

/** Left empty, it is the one of the letter that is answered. */
function Subject({ row, draft, route, change }: Pick<Props, 'row' | 'draft' | 'route' | 'change'>) {
  const { t } = useWords();
  const answered = useLastInbound(row, route)?.subject;
  return (
    <input
      className={css.subject}
      placeholder={answered || t('composer.subject')}
      aria-label={t('composer.subject')}
      value={draft.subject}
      maxLength={500}
      onChange={(event) => change({ subject: event.currentTarget.value })}
    />
  );
}

/** The person's last message by this way, where it is loaded. */
function useLastInbound(row: ConversationView, route: Way | undefined): MessageView | undefined {
  return useInbox((state) =>
    blockAt(state.windows[row.id], null)?.messages.findLast(
      (one) => one.direction === 'in' && one.kind === 'message' && one.account === route?.account,
    ),
  );
}

function WayPicker({ row, routes, route, change }: Pick<Props, 'row' | 'routes' | 'route' | 'change'>) {
  const { t } = useWords();
  const contact = useInbox((state) => state.contacts[row.contact.id]);
  if (route === undefined) return null;
  return (
    <Menu position="top-end" disabled={routes.length < 2}>
      <Menu.Target>
        <UnstyledButton
          className={css.way}
          aria-label={t('composer.via')}
          data-many={routes.length > 1 || undefined}
        >
          <ChannelIcon channel={route.channel} size={15} />
          <span className={css.wayName}>{route.name}</span>
          <span className={css.wayAddress}>{addressWords(route, contact)}</span>
          {routes.length > 1 && <IconChevronDown size={13} />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('composer.via')}</Menu.Label>
        {routes.map((way) => (
          <Menu.Item
            key={`${way.account}${way.address}`}
            leftSection={<ChannelIcon channel={way.channel} size={17} />}
            rightSection={way.account === route.account ? <IconCheck size={15} /> : undefined}
            onClick={() => change({ account: way.account, from: null })}
          >
            {way.name}
            <div className={css.wayAddress}>
              {[addressWords(way, contact) || way.address, way.reachable ? '' : t('composer.blocked')]
                .filter((fact) => fact !== '')
                .join(' · ')}
            </div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Which of our addresses the letter leaves from; the one the person wrote to, unless somebody chooses. */
function FromPicker({ row, draft, route, change }: Pick<Props, 'row' | 'draft' | 'change'> & { route: Way }) {
  const { t } = useWords();
  const wroteTo = useLastInbound(row, route)?.to;
  const from = draft.from ?? wroteTo ?? route.senders[0] ?? '';
  return (
    <NativeSelect
      className={css.from ?? ''}
      size="xs"
      variant="unstyled"
      aria-label={t('composer.sendFrom')}
      title={t('composer.sendFrom')}
      value={from}
      data={[...new Set([...route.senders, from])]}
      onChange={(event) => change({ from: event.currentTarget.value })}
    />
  );
}

function Warnings({ draft, route, capabilities }: Pick<Props, 'draft' | 'route' | 'capabilities'>) {
  const { t, language } = useWords();
  const now = useNow();
  const coming = useMemo(() => {
    if (capabilities === undefined) return null;
    const text = parseMarkup(draft.text.trim());
    return forecast(
      {
        text,
        files: draft.attachments,
        subject: draft.subject,
        reply: draft.quotes !== null,
        buttons: draft.buttons.length,
      },
      capabilities,
    );
  }, [draft, capabilities]);
  if (route === undefined) {
    return (
      <Warning strong>
        <strong>{t('composer.noRoute')}.</strong> {t('composer.noRouteHint')}
      </Warning>
    );
  }
  const window = windowLeft(capabilities, route.lastInboundAt, now);
  const lost = coming?.losses.map((loss) => {
    const what = t(`loss.${loss.what}` as Key);
    return t(`loss.${loss.support}` as Key, { what });
  });
  const parts = coming !== null && coming.parts > 1 ? [t('loss.parts', { count: coming.parts })] : [];
  const words = [...(lost ?? []), ...parts];
  return (
    <>
      {!route.reachable && <Warning strong>{t('composer.unreachable', { account: route.name })}</Warning>}
      {route.trouble !== null && <Warning>{t('composer.accountDown', { account: route.name })}</Warning>}
      {window !== null && window.ms >= 6 * 3_600_000 && (
        <div className={css.window}>{windowWords(window, t, language)}</div>
      )}
      {window !== null && window.ms < 6 * 3_600_000 && (
        <Warning strong={window.ms <= 0}>{windowWords(window, t, language)}</Warning>
      )}
      {words.length > 0 && (
        <Warning>
          {t('loss.title')}: {words.join(', ')}
        </Warning>
      )}
    </>
  );
}

function windowWords(
  window: { ms: number; after: 'paid' | 'closed' },
  t: Translate,
  language: Language,
): string {
  if (window.ms > 0) return t('composer.window', { span: shortSpan(window.ms, language) });
  return t(window.after === 'paid' ? 'composer.windowPaid' : 'composer.windowClosed');
}

function Warning({ strong = false, children }: { strong?: boolean; children: React.ReactNode }) {
  return (
    <div className={css.warning} data-strong={strong || undefined} role="status">
      <IconAlertTriangle size={15} />
      <span>{children}</span>
    </div>
  );
}
