import { Button, Progress, TextInput } from '@mantine/core';
import { IconHistory, IconPlayerStop, IconRobot } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { DryRunView, FlowBody } from '../../../src/api/protocol/bot.ts';
import { toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { fullTime } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { type BotApi, useBotApi } from './api.ts';
import css from './bot.module.css';
import play from './play.module.css';

const DAY_MS = 86_400_000;
const MOST_EXAMPLES = 30;

type Found = Omit<DryRunView, 'next'>;

/** What the flow would have said between two dates. Nothing is sent. */
export function DryRun({ flow, body }: { flow: string; body: FlowBody }) {
  const api = useBotApi();
  const { t } = useWords();
  const [from, setFrom] = useState(dayOf(Date.now() - 30 * DAY_MS));
  const [to, setTo] = useState(dayOf(Date.now()));
  const [found, setFound] = useState<Found | null>(null);
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const run = (): void => {
    stopped.current = false;
    setRunning(true);
    const range = { from: startOf(from), to: new Date(Date.parse(startOf(to)) + DAY_MS).toISOString(), body };
    slices(api, flow, range, setFound, () => stopped.current)
      .catch(toastError)
      .finally(() => setRunning(false));
  };
  return (
    <div className={play.chat}>
      <p className={css.hint}>{t('bot.dryHint')}</p>
      <form
        className={css.fields}
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <div className={css.pair}>
          <TextInput
            type="date"
            label={t('bot.from')}
            required
            value={from}
            max={to}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('bot.to')}
            required
            value={to}
            min={from}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        {running ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} />}
            onClick={() => {
              stopped.current = true;
            }}
          >
            {t('bot.stop')}
          </Button>
        ) : (
          <Button type="submit" leftSection={<IconHistory size={16} />}>
            {t('bot.dryStart')}
          </Button>
        )}
      </form>
      {found !== null && (
        <>
          {running && <Progress value={found.progress * 100} animated aria-label={t('bot.progress')} />}
          <Results found={found} />
        </>
      )}
    </div>
  );
}

/** Asks slice after slice and shows the sum so far. */
async function slices(
  api: BotApi,
  flow: string,
  range: { from: string; to: string; body: FlowBody },
  show: (found: Found) => void,
  stopped: () => boolean,
): Promise<void> {
  let sum: Found | null = null;
  let cursor: string | null = '';
  while (cursor !== null && !stopped()) {
    const slice: DryRunView = await api.dryRun(flow, { ...range, ...(cursor === '' ? {} : { cursor }) });
    sum = sum === null ? slice : added(sum, slice);
    show(sum);
    cursor = slice.next;
  }
}

function added(one: Found, other: Found): Found {
  const silent = { ...one.silent };
  for (const [why, count] of Object.entries(other.silent)) silent[why] = (silent[why] ?? 0) + count;
  return {
    conversations: one.conversations + other.conversations,
    messages: one.messages + other.messages,
    answers: one.answers + other.answers,
    toRobots: one.toRobots + other.toRobots,
    handovers: one.handovers + other.handovers,
    silent,
    examples: [...one.examples, ...other.examples].slice(0, MOST_EXAMPLES),
    progress: other.progress,
  };
}

function Results({ found }: { found: Found }) {
  const { t, language } = useWords();
  const reasons = Object.entries(found.silent).filter(([, count]) => count > 0);
  return (
    <div className={play.results}>
      <dl className={play.counts}>
        {(['conversations', 'messages', 'answers', 'toRobots', 'handovers'] as const).map((key) => (
          <div key={key} data-bad={(key === 'toRobots' && found.toRobots > 0) || undefined}>
            <dt>{t(`bot.count.${key}`)}</dt>
            <dd>{found[key]}</dd>
          </div>
        ))}
      </dl>
      {reasons.length > 0 && (
        <p className={css.sub}>
          {t('bot.leftAlone')}{' '}
          {reasons.map(([why, count]) => `${t(`bot.why.${why}` as Key)}: ${count}`).join(' · ')}
        </p>
      )}
      {found.answers === 0 && <p className={css.hint}>{t('bot.dryNothing')}</p>}
      {found.examples.map((example) => (
        <figure key={example.conversation} className={play.example}>
          <figcaption>
            <ChannelIcon channel={example.channel} /> {example.name}
            {example.robot && <IconRobot size={15} aria-label={t('bot.robot')} className={css.bad} />}
            <span className={css.sub}>{fullTime(example.at, language)}</span>
          </figcaption>
          <p className={play.person}>{example.asked === '' ? '📎' : example.asked}</p>
          <p className={play.bubble}>{example.answer}</p>
        </figure>
      ))}
    </div>
  );
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const startOf = (day: string): string => new Date(`${day}T00:00:00`).toISOString();
