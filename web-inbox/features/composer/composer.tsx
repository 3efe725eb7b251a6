import { lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { useInbox, usePrefs, useServices } from '../../app/context.tsx';
import { type Draft, emptyDraft } from '../../app/drafts.ts';
import { LatePart } from '../../app/late-part.tsx';
import { toast } from '../../app/toast.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { useNow } from '../../ui/clock.ts';
import { Before } from './before.tsx';
import { ButtonsEditor, isComplete } from './buttons-editor.tsx';
import css from './composer.module.css';
import { Field, type FieldHandle } from './field.tsx';
import { Files } from './files.tsx';
import { Guard } from './guard.tsx';
import { Head } from './head.tsx';
import { isPaid, windowLeft } from './losses.ts';
import { fileProblems, paidWords } from './problems.ts';
import { sendDraft } from './send.ts';
import { SendButton } from './send-button.tsx';
import { Toolbar } from './toolbar.tsx';
import { useRoutes } from './use-routes.ts';
import { useUploads } from './use-uploads.ts';

const VoiceRecorder = lazy(async () => ({ default: (await import('./voice/recorder.tsx')).VoiceRecorder }));

/** Writes answers and notes. What it offers follows the capabilities of the chosen way, never its name. */
export function Composer({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t, language } = useWords();
  const { sendKey } = usePrefs();
  const draft = useStore(services.drafts.store, (all) => all[row.id] ?? emptyDraft);
  const change = useCallback(
    (what: Partial<Draft>) => services.drafts.change(row.id, what),
    [services, row.id],
  );
  const { routes, route, capabilities } = useRoutes(row, draft.account);
  const field = useRef<FieldHandle>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { uploads, add, cancel } = useUploads(draft.note ? undefined : capabilities, (file) => {
    const attachments = services.drafts.store.get()[row.id]?.attachments ?? [];
    change({ attachments: [...attachments, file] });
  });
  const quoted = useInbox((state) =>
    draft.quotes === null
      ? undefined
      : state.windows[row.id]?.blocks
          .flatMap((block) => block.messages)
          .find((one) => one.id === draft.quotes),
  );
  const compose = useStore(services.ui, (ui) => ui.compose);
  const attach = useStore(services.ui, (ui) => ui.attach);
  const firstCompose = useRef(compose.tick);
  const firstAttach = useRef(attach);
  useEffect(() => {
    if (compose.tick === firstCompose.current) return;
    if (compose.note !== null) change({ note: compose.note });
    field.current?.focus();
  }, [compose, change]);
  useEffect(() => {
    if (attach !== firstAttach.current) chooser.current?.click();
  }, [attach]);

  const [asking, setAsking] = useState(false);
  const [recording, setRecording] = useState(false);
  const [editsButtons, setEditsButtons] = useState(false);
  const now = useNow();
  const left = draft.note ? null : windowLeft(capabilities, route?.lastInboundAt, now);
  const paid = isPaid(left) ? paidWords(left?.ms ?? 0, route?.lastInboundAt, t, language) : null;
  const problems = useMemo(
    () => fileProblems(draft.attachments, draft.note ? undefined : capabilities, t, language),
    [draft.attachments, draft.note, capabilities, t, language],
  );
  const buttons = draft.buttons.flat();
  const closed = left !== null && left.ms <= 0 && left.after === 'closed';
  const hasContent = draft.text.trim() !== '' || draft.attachments.length > 0;
  const blocked = !draft.note && (route === undefined || closed || !buttons.every(isComplete));
  const ready = hasContent && uploads.length === 0 && !blocked && problems.size === 0;
  const send = (sendAt?: Date): void => {
    if (!ready) return;
    sendDraft(services, row, draft, route, sendAt);
    setEditsButtons(false);
    if (sendAt !== undefined) {
      toast(t('delivery.scheduledToast', { time: fullTime(sendAt.toISOString(), language) }));
    }
    field.current?.focus();
  };
  const sendByKey = (): void => (paid === null || !ready ? send() : setAsking(true));
  const takesVoice = draft.note || capabilities?.media.voice.support !== 'rejected';
  const takesButtons = !draft.note && capabilities !== undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way to what the attach button does
    <div
      className={css.composer}
      data-note={draft.note || undefined}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      }}
    >
      <Guard row={row} />
      <div className={css.box}>
        <Head
          row={row}
          draft={draft}
          routes={routes}
          route={route}
          capabilities={capabilities}
          change={change}
        />
        {quoted !== undefined && <Before message={quoted} onRemove={() => change({ quotes: null })} />}
        <Field
          ref={field}
          row={row}
          draft={draft}
          change={change}
          onSend={sendByKey}
          onFiles={add}
          sendKey={sendKey}
        />
        <Files
          files={draft.attachments}
          uploads={uploads}
          problems={problems}
          cancel={cancel}
          change={change}
        />
        {problems.size > 0 && (
          <div className={css.problems} role="alert">
            {[...problems.values()].join(' · ')}
          </div>
        )}
        {takesButtons && (editsButtons || buttons.length > 0) && (
          <ButtonsEditor buttons={draft.buttons} capabilities={capabilities} change={change} />
        )}
        {recording && (
          <LatePart close={() => setRecording(false)}>
            <VoiceRecorder
              losses={draft.note ? undefined : capabilities}
              onDone={(file) => {
                setRecording(false);
                if (file !== null) change({ attachments: [...draft.attachments, file] });
                field.current?.focus();
              }}
            />
          </LatePart>
        )}
        <Toolbar
          draft={draft}
          change={change}
          field={field}
          onAttach={() => chooser.current?.click()}
          capabilities={draft.note ? undefined : capabilities}
          uploading={uploads.length > 0}
          onButtons={
            takesButtons
              ? () => {
                  if (buttons.length === 0) change({ buttons: [[{ label: '', kind: 'reply' }]] });
                  setEditsButtons(true);
                }
              : undefined
          }
          onRecord={takesVoice && !recording ? () => setRecording(true) : undefined}
          sendButton={
            <SendButton
              note={draft.note}
              ready={ready && !recording}
              paid={paid}
              onSend={send}
              asking={asking}
              setAsking={setAsking}
            />
          }
          sendKey={sendKey}
        />
      </div>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('composer.attach')}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      {over && <div className={css.drop}>{t('composer.drop')}</div>}
    </div>
  );
}
