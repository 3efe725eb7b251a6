import { Badge, Button, Select, Tabs, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import {
  type BotLanguage,
  type FlowBody,
  type FlowView,
  flowProblems,
} from '../../../src/api/protocol/bot.ts';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useBotApi } from './api.ts';
import css from './bot.module.css';
import { DryRun } from './dry-run.tsx';
import { Faq } from './faq.tsx';
import { LanguageTabs } from './language-tabs.tsx';
import { ProblemList } from './problem-list.tsx';
import { EditingProvider } from './problems.tsx';
import { Steps } from './steps.tsx';
import { StepsOnChannels, TestChat } from './test-chat.tsx';
import { Versions } from './versions.tsx';

/** One flow: its words and steps on the left, trying it out on the right. */
export function FlowEditor({ flow: first }: { flow: FlowView }) {
  const api = useBotApi();
  const { router } = useServices();
  const { t } = useWords();
  const [flow, setFlow] = useState(first);
  const [body, setBody] = useState<FlowBody>(first.body);
  const [name, setName] = useState(first.name);
  const [language, setLanguage] = useState<BotLanguage>(first.body.languages[0] ?? 'ru');
  const [busy, setBusy] = useState(false);
  const problems = useMemo(() => flowProblems(body), [body]);
  const editing = useMemo(() => ({ problems, language }), [problems, language]);
  const dirty = body !== flow.body || name !== flow.name;
  useLeaving(dirty);
  const work = (doing: () => Promise<void>): void => {
    setBusy(true);
    doing()
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict') toast(t('bot.changedMeanwhile'), 'bad');
        else toastError(error);
      })
      .finally(() => setBusy(false));
  };
  const saved = async (): Promise<FlowView> => {
    if (!dirty) return flow;
    const next = await api.change(flow.id, { name: name.trim() || flow.name, body, rev: flow.rev });
    take(next);
    return next;
  };
  const take = (next: FlowView): void => {
    setFlow(next);
    setBody(next.body);
    setName(next.name);
  };
  const save = (): void => work(async () => void (await saved().then(() => toast(t('bot.saved')))));
  const publish = (version?: number): void =>
    work(async () => {
      const { id } = version === undefined ? await saved() : flow;
      const next = await api.publish(id, version);
      const { rev, published, versions } = next;
      setFlow((known) => ({ ...known, rev, published, versions }));
      toast(t('bot.publishedNow', { version: next.published ?? next.version }));
    });
  const load = (version: number): void =>
    work(async () => {
      const old = await api.flow(flow.id, version);
      setBody(old.body);
      toast(t('bot.loaded', { version }));
    });
  return (
    <EditingProvider value={editing}>
      <div className={css.page}>
        <header className={css.head}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconArrowLeft size={16} />}
            onClick={() => router.go({ page: 'bot', flow: null })}
          >
            {t('bot.title')}
          </Button>
          <TextInput
            className={css.flowName}
            aria-label={t('bot.name')}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Badge variant="light" color={flow.published === null ? 'gray' : 'okno'}>
            {flow.published === null ? t('bot.draft') : t('bot.versionSpeaks', { version: flow.published })}
          </Badge>
          <span className={css.grow} />
          <Button variant="default" disabled={!dirty} loading={busy} onClick={save}>
            {t('common.save')}
          </Button>
          <Button disabled={problems.length > 0} loading={busy} onClick={() => publish()}>
            {t('bot.publish')}
          </Button>
        </header>
        <div className={css.columns}>
          <div className={css.form}>
            <section className={css.group}>
              <LanguageTabs
                body={body}
                language={language}
                problems={problems}
                onChoose={setLanguage}
                onChange={setBody}
              />
              <Select
                label={t('bot.greets')}
                allowDeselect={false}
                data={(['new', 'everyone'] as const).map((value) => ({
                  value,
                  label: t(`bot.greet.${value}`),
                }))}
                value={body.greets}
                onChange={(greets) =>
                  greets !== null && setBody({ ...body, greets: greets as FlowBody['greets'] })
                }
              />
              <ProblemList body={body} problems={problems} onLanguage={setLanguage} />
            </section>
            <Steps body={body} onChange={setBody} />
            <Faq body={body} onChange={setBody} />
          </div>
          <aside className={css.aside}>
            <Tabs defaultValue="chat" keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="chat">{t('bot.chat')}</Tabs.Tab>
                <Tabs.Tab value="steps">{t('bot.onChannels')}</Tabs.Tab>
                <Tabs.Tab value="dry">{t('bot.dry')}</Tabs.Tab>
                <Tabs.Tab value="versions">{t('bot.versions')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="chat">
                <TestChat flow={flow.id} body={body} language={language} />
              </Tabs.Panel>
              <Tabs.Panel value="steps">
                <StepsOnChannels flow={flow.id} body={body} language={language} />
              </Tabs.Panel>
              <Tabs.Panel value="dry">
                <DryRun flow={flow.id} body={body} />
              </Tabs.Panel>
              <Tabs.Panel value="versions">
                <Versions flow={flow} onLoad={load} onPublish={publish} />
              </Tabs.Panel>
            </Tabs>
          </aside>
        </div>
      </div>
    </EditingProvider>
  );
}

/** Asks before a page with unsaved words is left. */
function useLeaving(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
}
