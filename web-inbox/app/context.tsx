import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from '../store/use-store.ts';
import type { Inbox } from '../sync/state.ts';
import type { Prefs } from './prefs.ts';
import type { Route } from './route.ts';
import type { Services } from './services.ts';

const Context = createContext<Services | null>(null);

/** Gives the person's services to everything below. */
export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <Context value={services}>{children}</Context>;
}

export function useServices(): Services {
  const services = useContext(Context);
  if (services === null) throw new Error('This component needs ServicesProvider above it.');
  return services;
}

/** A piece of the live state; `select` must be stable or cheap. */
export function useInbox<T>(select: (state: Inbox) => T, isEqual?: (one: T, other: T) => boolean): T {
  return useStore(useServices().inbox, select, isEqual);
}

export const useRoute = (): Route => useStore(useServices().router.route, same);
export const usePrefs = (): Prefs => useStore(useServices().prefs, same);
const same = <T,>(value: T): T => value;

/** The signed-in person; the shell shows nothing before there is one. */
export function useMe() {
  const me = useInbox((state) => state.me);
  if (me === null) throw new Error('Nobody is signed in.');
  return me;
}
