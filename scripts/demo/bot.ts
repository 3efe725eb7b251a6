import type { DemoService } from './service.ts';

/** Lets the bot greet newcomers by a ready-made flow; whoever has a colleague already is not spoken to. */
export async function wakeBot(service: DemoService): Promise<void> {
  const { items } = (await service.call('GET', '/bot/templates')) as {
    items: { id: string; body: object }[];
  };
  const template = items.find(({ id }) => id === 'welcome') ?? items[0];
  if (template === undefined) return;
  const flow = await service.call('POST', '/bot/flows', { name: 'Знакомство', body: template.body });
  await service.call('POST', `/bot/flows/${String(flow.id)}/publish`, {});
  await service.call('PUT', '/settings/bot', { value: { enabled: true, flow: flow.id, name: 'Гавань' } });
}
