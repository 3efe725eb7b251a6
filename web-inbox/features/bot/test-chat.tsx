import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core';
import { IconRefresh, IconSend } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { BotLanguage, FlowBody, TryView } from '../../../src/api/protocol/bot.ts';
import { toastError } from '../../app/toast.ts';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useBotApi } from './api.ts';
import css from './bot.module.css';
import { didWords } from './did.ts';
import play from './play.module.css';
import { Rendered } from './rendered.tsx';
import { stepTitle } from './step-title.ts';

interface Props {
  flow: string;
  body: FlowBody;
  language: BotLanguage;
}

/** Typing in the editor is followed at this distance. */
const PAUSE_MS = 400;

/** Talks with the flow as it stands in the editor, the way a chosen channel would show it. */
export function TestChat({ flow, body, language }: Props) {
  const api = useBotApi();
  const { t } = useWords();
  const [channel, setChannel] = useState<string | null>(null);
  const [messages, setMessages] = useState<readonly string[]>([]);
  const [words, setWords] = useState('');
  const [played, setPlayed] = useState<TryView | null>(null);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      const wanted = { messages, body, language, ...(channel === null ? {} : { channel }) };
      api
        .tryOut(flow, wanted)
        .then((answer) => !gone && setPlayed(answer))
        .catch((error: unknown) => !gone && toastError(error));
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api, flow, body, language, channel, messages]);
  useEffect(() => {
    // Only the talk itself moves: on a phone the page stays at the step that is being written.
    if (played !== null) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [played]);
  const channels = played?.renderings.map((one) => one.channel) ?? [];
  const say = (text: string): void => {
    if (text.trim() !== '') setMessages([...messages, text.trim()]);
    setWords('');
  };
  return (
    <div className={play.chat}>
      <ChannelChoice channels={channels} channel={channel ?? channels[0] ?? ''} onChoose={setChannel} />
      <div ref={log} className={play.transcript} role="log" aria-label={t('bot.chat')}>
        {messages.length === 0 && <p className={css.hint}>{t('bot.chatHint')}</p>}
        {played?.transcript.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a transcript only grows at its end
          <Line key={index} line={line} onTap={say} />
        ))}
      </div>
      <form
        className={play.write}
        onSubmit={(event) => {
          event.preventDefault();
          say(words);
        }}
      >
        <TextInput
          className={css.grow}
          aria-label={t('bot.asPerson')}
          placeholder={t('bot.asPerson')}
          maxLength={4000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ActionIcon type="submit" size={36} variant="filled" color="okno" aria-label={t('bot.say')}>
          <IconSend size={18} />
        </ActionIcon>
        <ActionIcon size={36} aria-label={t('bot.again2')} onClick={() => setMessages([])}>
          <IconRefresh size={18} />
        </ActionIcon>
      </form>
    </div>
  );
}

interface ChoiceProps {
  channels: readonly string[];
  channel: string;
  onChoose(channel: string): void;
}

/** The connected kinds of channels, one of them chosen. */
export function ChannelChoice({ channels, channel, onChoose }: ChoiceProps) {
  const { t } = useWords();
  if (channels.length === 0) return null;
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('bot.channel')}
      value={channel}
      onChange={onChoose}
      data={channels.map((value) => ({
        value,
        label: (
          <span className={play.channel}>
            <ChannelIcon channel={value} /> {channelName(value)}
          </span>
        ),
      }))}
    />
  );
}

function Line({ line, onTap }: { line: TryView['transcript'][number]; onTap(label: string): void }) {
  const { t, language } = useWords();
  if (line.by === 'person') return <p className={play.person}>{line.text}</p>;
  if (line.by === 'bot') return <Rendered rendered={line.rendered} onTap={onTap} />;
  return <p className={play.did}>{didWords(t, line.what, line.detail, language)}</p>;
}

/** Every step of the flow as each channel shows it. */
export function StepsOnChannels({ flow, body, language }: Props) {
  const api = useBotApi();
  const { t } = useWords();
  const [channel, setChannel] = useState<string | null>(null);
  const [played, setPlayed] = useState<TryView | null>(null);
  useEffect(() => {
    let gone = false;
    api
      .tryOut(flow, { messages: [], body: { ...body, languages: [language] }, language })
      .then((answer) => !gone && setPlayed(answer))
      .catch((error: unknown) => !gone && toastError(error));
    return () => {
      gone = true;
    };
  }, [api, flow, body, language]);
  const channels = played?.renderings.map((one) => one.channel) ?? [];
  const chosen = channel ?? channels[0] ?? '';
  const shown = played?.renderings.find((one) => one.channel === chosen)?.steps ?? [];
  return (
    <div className={play.chat}>
      <ChannelChoice channels={channels} channel={chosen} onChoose={setChannel} />
      <div className={play.transcript}>
        {shown.map(({ step, rendered }) => {
          const index = body.steps.findIndex((one) => one.id === step);
          const of = body.steps[index];
          return (
            <div key={step}>
              {of !== undefined && (
                <p className={play.did}>{stepTitle(t, of, index, language).split(' — ')[0]}</p>
              )}
              <Rendered rendered={rendered} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
