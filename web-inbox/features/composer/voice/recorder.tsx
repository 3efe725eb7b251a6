import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerStopFilled, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Capabilities } from '../../../../channels/capabilities.ts';
import type { AttachmentView } from '../../../../src/api/protocol.ts';
import { uploadFile } from '../../../api/upload.ts';
import { toast } from '../../../app/toast.ts';
import { duration } from '../../../i18n/format.ts';
import { useWords } from '../../../i18n/i18n.ts';
import css from '../extras.module.css';
import { isMicProblem, type MicProblem, type Recording, startRecording } from './recording.ts';

type Stage =
  | { kind: 'asking' }
  | { kind: 'recording'; recording: Recording; since: number }
  | { kind: 'listening'; file: File; duration: number; url: string }
  | { kind: 'sending' }
  | { kind: 'failed'; problem: MicProblem };

/** Records, lets the writer listen, and hands over an uploaded voice message; null when it was dropped. */
export function VoiceRecorder({
  losses,
  onDone,
}: {
  losses: Capabilities | undefined;
  onDone(file: AttachmentView | null): void;
}) {
  const { t } = useWords();
  const [stage, setStage] = useState<Stage>({ kind: 'asking' });
  const current = useRef<Recording | null>(null);
  useEffect(() => {
    let gone = false;
    startRecording()
      .then((recording) => {
        if (gone) return recording.drop();
        current.current = recording;
        setStage({ kind: 'recording', recording, since: performance.now() });
      })
      .catch((problem: unknown) => {
        if (!gone) setStage({ kind: 'failed', problem: isMicProblem(problem) ? problem : 'micFailed' });
      });
    return () => {
      gone = true;
      current.current?.drop();
      current.current = null;
    };
  }, []);
  const url = stage.kind === 'listening' ? stage.url : undefined;
  useEffect(() => {
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [url]);

  const stop = (recording: Recording): void => {
    current.current = null;
    recording
      .finish()
      .then(({ file, duration: length }) =>
        setStage({ kind: 'listening', file, duration: length, url: URL.createObjectURL(file) }),
      )
      .catch(() => setStage({ kind: 'failed', problem: 'micFailed' }));
  };
  const send = (file: File, length: number): void => {
    setStage({ kind: 'sending' });
    uploadFile(file, () => undefined, { kind: 'voice', duration: length })
      .done.then(onDone)
      .catch(() => {
        toast(t('composer.uploadFailed', { name: t('kind.voice') }), 'bad');
        setStage({ kind: 'listening', file, duration: length, url: URL.createObjectURL(file) });
      });
  };
  const drop = (
    <ActionIcon
      size={32}
      color="red"
      aria-label={t('composer.cancelRecording')}
      title={t('composer.cancelRecording')}
      onClick={() => onDone(null)}
    >
      <IconTrash size={17} />
    </ActionIcon>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape drops the recording from anywhere in this bar
    <div
      className={css.voice}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone(null);
      }}
    >
      {stage.kind === 'recording' && <Running stage={stage} onStop={() => stop(stage.recording)} />}
      {stage.kind === 'listening' && (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was just said */}
          <audio controls src={stage.url} aria-label={t('composer.listenRecording')} />
          <span className={css.voiceTime}>{duration(stage.duration)}</span>
          {losses !== undefined && losses.media.voice.support !== 'native' && (
            <span className={css.buttonHint}>
              {t(`loss.${losses.media.voice.support}` as 'loss.converted', { what: t('loss.voice') })}
            </span>
          )}
          <Button size="xs" onClick={() => send(stage.file, stage.duration)}>
            {t('composer.sendRecording')}
          </Button>
        </>
      )}
      {stage.kind === 'failed' && (
        <span className={css.voiceError} role="alert">
          {t(`composer.${stage.problem}`)}
        </span>
      )}
      {(stage.kind === 'asking' || stage.kind === 'sending') && <span className={css.voiceSpace}>…</span>}
      {stage.kind !== 'sending' && drop}
    </div>
  );
}

function Running({ stage, onStop }: { stage: Extract<Stage, { kind: 'recording' }>; onStop(): void }) {
  const { t } = useWords();
  const [now, setNow] = useState(() => ({ at: performance.now(), level: 0 }));
  useEffect(() => {
    const timer = setInterval(() => setNow({ at: performance.now(), level: stage.recording.level() }), 150);
    return () => clearInterval(timer);
  }, [stage.recording]);
  return (
    <>
      <span className={css.voiceDot} aria-hidden="true" />
      <span role="status">{t('composer.recording')}</span>
      <span className={css.voiceTime}>{duration(now.at - stage.since)}</span>
      <span className={css.voiceLevel} aria-hidden="true">
        <span style={{ width: `${Math.round(now.level * 100)}%` }} />
      </span>
      <span className={css.voiceSpace} />
      <Button
        size="xs"
        variant="default"
        autoFocus
        leftSection={<IconPlayerStopFilled size={14} />}
        onClick={onStop}
      >
        {t('composer.stopRecording')}
      </Button>
    </>
  );
}
