import { useMemo } from 'react';
import type {
  BotSetting,
  DryRunView,
  FlowBody,
  FlowView,
  TemplateView,
  TryView,
} from '../../../src/api/protocol/bot.ts';
import type { Http } from '../../api/http.ts';
import type { Page } from '../../api/shapes.ts';
import { useServices } from '../../app/context.tsx';

/** Routes of the bot's page. */
function createBotApi(http: Http) {
  const read = async <T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> =>
    (await http.get<T>(path, query)).body;
  return {
    flows: () => read<Page<FlowView>>('/bot/flows'),
    flow: (id: string, version?: number) =>
      read<FlowView>(`/bot/flows/${id}`, { version: version === undefined ? undefined : String(version) }),
    templates: () => read<Page<TemplateView>>('/bot/templates'),
    create: (name: string, body: FlowBody) => http.send<FlowView>('POST', '/bot/flows', { name, body }),
    change: (id: string, flow: { name: string; body: FlowBody; rev: number }) =>
      http.send<FlowView>('PUT', `/bot/flows/${id}`, flow),
    remove: (id: string) => http.send<void>('DELETE', `/bot/flows/${id}`),
    publish: (id: string, version?: number) =>
      http.send<FlowView>('POST', `/bot/flows/${id}/publish`, version === undefined ? {} : { version }),
    tryOut: (
      id: string,
      wanted: {
        channel?: string;
        messages: readonly string[];
        body: FlowBody;
        language?: string;
        at?: string;
      },
    ) => http.send<TryView>('POST', `/bot/flows/${id}/try`, wanted),
    dryRun: (id: string, wanted: { from: string; to: string; body: FlowBody; cursor?: string }) =>
      http.send<DryRunView>('POST', `/bot/flows/${id}/dry-run`, wanted),
    saveSetting: (setting: BotSetting) => http.send<unknown>('PUT', '/bot/setting', setting),
  };
}

export type BotApi = ReturnType<typeof createBotApi>;

/** The bot's routes, for managers. */
export function useBotApi(): BotApi {
  const { http } = useServices();
  return useMemo(() => createBotApi(http), [http]);
}
