import { Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import { dayName } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { Entry } from './entry.tsx';
import css from './page.module.css';
import { type Filter, filters, timelineRows } from './timeline-view.ts';
import { type TimelineStretch, useChosenTimeline, useLiveTimeline } from './use-timeline.ts';

const words: Readonly<Partial<Record<Filter, Key>>> = { files: 'page.files' };

/** The whole history with a person: chosen kinds, from today or from a date, as far back as it goes. */
export function Timeline({ contact, conversation }: { contact: string; conversation: string | null }) {
  const { t } = useWords();
  const now = useNow();
  const [chosen, setChosen] = useState<readonly Filter[]>([]);
  const [until, setUntil] = useState<string | null>(null);
  const toggle = (filter: Filter): void =>
    setChosen((all) => (all.includes(filter) ? all.filter((one) => one !== filter) : [...all, filter]));
  return (
    <section className={css.timeline} aria-label={t('contact.timeline')}>
      <fieldset className={css.filters} aria-label={t('page.filter')}>
        <button
          type="button"
          className={css.chip}
          aria-pressed={chosen.length === 0}
          onClick={() => setChosen([])}
        >
          {t('page.everything')}
        </button>
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            className={css.chip}
            aria-pressed={chosen.includes(filter)}
            onClick={() => toggle(filter)}
          >
            {t(words[filter] ?? (`timeline.${filter}` as Key))}
          </button>
        ))}
        <label className={css.jump}>
          {t('page.jump')}
          <input
            type="date"
            value={until ?? ''}
            max={new Date(now).toISOString().slice(0, 10)}
            onChange={(event) => setUntil(event.currentTarget.value || null)}
          />
        </label>
        {until !== null && (
          <Button size="compact-xs" variant="subtle" onClick={() => setUntil(null)}>
            {t('page.newest')}
          </Button>
        )}
      </fieldset>
      <div className={css.list}>
        {chosen.length === 0 && until === null ? (
          <Whole contact={contact} conversation={conversation} />
        ) : (
          <Some
            key={`${chosen.join()} ${until ?? ''}`}
            contact={contact}
            conversation={conversation}
            chosen={chosen}
            until={until}
          />
        )}
      </div>
    </section>
  );
}

interface PartProps {
  contact: string;
  conversation: string | null;
}

function Whole({ contact, conversation }: PartProps) {
  const stretch = useLiveTimeline(contact);
  return <Stretch stretch={stretch} conversation={conversation} filtered={false} />;
}

function Some({
  contact,
  conversation,
  chosen,
  until,
}: PartProps & { chosen: readonly Filter[]; until: string | null }) {
  const stretch = useChosenTimeline(contact, chosen, until);
  return <Stretch stretch={stretch} conversation={conversation} filtered />;
}

function Stretch({
  stretch,
  conversation,
  filtered,
}: {
  stretch: TimelineStretch;
  conversation: string | null;
  filtered: boolean;
}) {
  const { t, language } = useWords();
  const now = useNow();
  const list = useRef<VListHandle>(null);
  const { entries, state, more, atEnd, again } = stretch;
  const rows = useMemo(() => timelineRows(entries), [entries]);
  if (rows.length === 0) {
    if (state === 'loading') return <Skeletons />;
    if (state === 'failed') {
      return (
        <Empty icon={<IconCloudOff size={28} />} title={t('contact.failed')}>
          <Button size="xs" variant="light" onClick={again}>
            {t('common.retry')}
          </Button>
        </Empty>
      );
    }
    return (
      <Empty
        icon={filtered ? <IconFilterOff size={28} /> : <IconHistory size={28} />}
        title={t(filtered ? 'page.nothing' : 'page.empty')}
        hint={t(filtered ? 'page.nothingHint' : 'page.emptyHint')}
      />
    );
  }
  return (
    <VList
      ref={list}
      onScroll={(offset) => {
        const size = list.current;
        if (size !== null && offset + size.viewportSize > size.scrollSize - 900) more();
      }}
    >
      {rows.map((row) =>
        row.kind === 'day' ? (
          <h3 key={row.key} className={css.day}>
            {dayName(row.at, now, language)}
          </h3>
        ) : (
          <ul key={row.key} className={css.entries}>
            <Entry entry={row.entry} conversation={conversation} wide />
          </ul>
        ),
      )}
      {atEnd && (
        <p key="end" className={css.end}>
          {t('page.end')}
        </p>
      )}
    </VList>
  );
}

function Skeletons() {
  return (
    <div aria-hidden="true" style={{ padding: 24 }}>
      {[62, 45, 70, 54, 66].map((width) => (
        <div key={width} style={{ display: 'flex', gap: 10, marginBottom: 22 }}>
          <Skeleton circle height={22} />
          <Skeleton height={12} width={`${width}%`} mt={5} />
        </div>
      ))}
    </div>
  );
}
