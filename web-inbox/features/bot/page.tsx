import { ActionIcon, Badge, Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconPencil, IconRobot, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { FlowView, TemplateView } from '../../../src/api/protocol/bot.ts';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { type Key, languageNames, useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { useAsk } from '../settings/ask.tsx';
import { useBotApi } from './api.ts';
import css from './bot.module.css';
import { FlowEditor } from './editor.tsx';
import { SwitchForm } from './switch-form.tsx';

/** The bot: whether it speaks, and what. */
export function BotPage({ flow }: { flow: string | null }) {
  const api = useBotApi();
  const { t } = useWords();
  const [flows, setFlows] = useState<readonly FlowView[] | null>(null);
  const [templates, setTemplates] = useState<readonly TemplateView[]>([]);
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    Promise.all([api.flows(), api.templates()])
      .then(([found, ready]) => {
        setFlows(found.items);
        setTemplates(ready.items);
      })
      .catch(() => setFailed(true));
  }, [api]);
  // Coming back from the editor shows what was changed there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what brings us back
  useEffect(load, [load, flow]);
  const open = flows?.find((one) => one.id === flow);
  if (failed) {
    return (
      <Empty icon={<IconAlertTriangle size={28} />} title={t('bot.failed')}>
        <Button variant="light" size="xs" onClick={load}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  }
  if (flows === null) {
    return (
      <div className={css.page} aria-hidden="true">
        <Skeleton height={180} radius={14} mb={18} />
        <Skeleton height={240} radius={14} />
      </div>
    );
  }
  if (open !== undefined) return <FlowEditor key={open.id} flow={open} />;
  return (
    <div className={css.page}>
      <div className={css.column}>
        <header className={css.head}>
          <h1>{t('bot.title')}</h1>
          <span className={css.hint}>{t('bot.hint')}</span>
        </header>
        <SwitchForm flows={flows} />
        <Flows flows={flows} reload={load} />
        <Templates templates={templates} />
      </div>
    </div>
  );
}

function Flows({ flows, reload }: { flows: readonly FlowView[]; reload(): void }) {
  const api = useBotApi();
  const { router } = useServices();
  const { t } = useWords();
  const [ask, question] = useAsk();
  const remove = (flow: FlowView): void => {
    api.remove(flow.id).then(reload, (error: unknown) => {
      if (error instanceof ApiError && error.code === 'conflict') toast(t('bot.speaksNow'), 'bad');
      else toastError(error);
    });
  };
  return (
    <section className={css.group} aria-label={t('bot.flows')}>
      <h2>{t('bot.flows')}</h2>
      {flows.length === 0 && (
        <Empty icon={<IconRobot size={28} />} title={t('bot.empty')} hint={t('bot.emptyHint')} />
      )}
      {flows.map((flow) => (
        <div key={flow.id} className={css.row}>
          <span className={css.grow}>
            <button
              type="button"
              className={css.link}
              onClick={() => router.go({ page: 'bot', flow: flow.id })}
            >
              {flow.name}
            </button>
            <span className={css.sub}>
              {flow.body.languages.map((one) => languageNames[one]).join(', ')} ·{' '}
              {t('bot.stepCount', { count: flow.body.steps.length })}
            </span>
          </span>
          <Badge variant="light" color={flow.published === null ? 'gray' : 'okno'}>
            {flow.published === null ? t('bot.draft') : t('bot.versionSpeaks', { version: flow.published })}
          </Badge>
          <ActionIcon
            aria-label={`${t('common.edit')}: ${flow.name}`}
            onClick={() => router.go({ page: 'bot', flow: flow.id })}
          >
            <IconPencil size={17} />
          </ActionIcon>
          <ActionIcon
            aria-label={`${t('common.delete')}: ${flow.name}`}
            onClick={() =>
              ask({ title: t('bot.removeSure', { name: flow.name }), yes: t('common.delete') }, () =>
                remove(flow),
              )
            }
          >
            <IconTrash size={17} />
          </ActionIcon>
        </div>
      ))}
      {question}
    </section>
  );
}

/** Flows to begin with; taking one makes a copy that is edited at once. */
function Templates({ templates }: { templates: readonly TemplateView[] }) {
  const api = useBotApi();
  const { router } = useServices();
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const take = ({ id, body }: TemplateView): void => {
    setBusy(true);
    api
      .create(t(`bot.template.${id}.name` as Key), body)
      .then((flow) => router.go({ page: 'bot', flow: flow.id }))
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.group} aria-label={t('bot.templates')}>
      <h2>{t('bot.templates')}</h2>
      <div className={css.choices}>
        {templates.map((template) => (
          <button
            key={template.id}
            type="button"
            className={css.choice}
            disabled={busy}
            onClick={() => take(template)}
          >
            <strong>{t(`bot.template.${template.id}.name` as Key)}</strong>
            <span className={css.sub}>{t(`bot.template.${template.id}.about` as Key)}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
