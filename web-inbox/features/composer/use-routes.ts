import { useMemo } from 'react';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useStore } from '../../store/use-store.ts';

export interface Way {
  account: string;
  channel: string;
  address: string;
  reachable: boolean;
  name: string;
  /** The account's own trouble, if any. */
  trouble: 'degraded' | 'blocked' | 'off' | null;
  /** Own addresses it can leave from; one or none where there is no choice. */
  senders: string[];
  lastInboundAt?: string | undefined;
}

/** Ways to answer this person, the chosen or last used one, and what it can carry. */
export function useRoutes(
  row: ConversationView,
  wanted: string | null,
): { routes: Way[]; route: Way | undefined; capabilities: Capabilities | undefined } {
  const accounts = useInbox((state) => state.accounts);
  const channels = useStore(useServices().catalog, (state) => state.channels);
  return useMemo(() => {
    const routes = row.routes.map((way): Way => {
      const account = accounts[way.account];
      const several = channels[way.channel]?.capabilities.aliases === true;
      const own = [account?.self, ...(account?.aliases ?? [])].filter((address) => address !== undefined);
      const state = account?.enabled === false ? 'off' : account?.health.state;
      return {
        ...way,
        name: account?.name ?? way.channel,
        senders: several ? [...new Set(own)] : [],
        trouble: state === 'degraded' || state === 'blocked' || state === 'off' ? state : null,
      };
    });
    const route =
      routes.find((way) => way.account === wanted) ?? routes.find((way) => way.reachable) ?? routes[0];
    return {
      routes,
      route,
      capabilities: route === undefined ? undefined : channels[route.channel]?.capabilities,
    };
  }, [row.routes, accounts, channels, wanted]);
}
