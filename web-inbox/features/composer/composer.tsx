import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { useInbox, usePrefs, useServices } from '../../app/context.tsx';
import { type Draft, emptyDraft } from '../../app/drafts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Before } from './before.tsx';
import css from './composer.module.css';
import { Field, type FieldHandle } from './field.tsx';
import { Files } from './files.tsx';
import { Guard } from './guard.tsx';
import { Head } from './head.tsx';
import { sendDraft } from './send.ts';
import { Toolbar } from './toolbar.tsx';
import { useRoutes } from './use-routes.ts';
import { useUploads } from './use-uploads.ts';

/** Writes answers and notes. What it offers follows the capabilities of the chosen way, never its name. */
export function Composer({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t } = useWords();
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

  const hasContent = draft.text.trim() !== '' || draft.attachments.length > 0;
  const blocked = !draft.note && route === undefined;
  const ready = hasContent && uploads.length === 0 && !blocked;
  const send = (): void => {
    if (!ready) return;
    sendDraft(services, row, draft, route);
    field.current?.focus();
  };
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
          onSend={send}
          onFiles={add}
          sendKey={sendKey}
        />
        <Files files={draft.attachments} uploads={uploads} cancel={cancel} change={change} />
        <Toolbar
          draft={draft}
          change={change}
          field={field}
          onAttach={() => chooser.current?.click()}
          capabilities={draft.note ? undefined : capabilities}
          ready={ready}
          uploading={uploads.length > 0}
          onSend={send}
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
