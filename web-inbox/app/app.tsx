import { MantineProvider } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { UserView } from '../../src/api/protocol.ts';
import { ApiError, createHttp } from '../api/http.ts';
import { type Api, createApi } from '../api/routes.ts';
import { Shell } from '../features/shell/shell.tsx';
import { FirstRunForm } from '../features/sign-in/first-run.tsx';
import { Frame } from '../features/sign-in/frame.tsx';
import { SignInForm } from '../features/sign-in/sign-in.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { Store } from '../store/store.ts';
import { useStore } from '../store/use-store.ts';
import { theme } from '../theme.ts';
import { Empty } from '../ui/empty.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { ServicesProvider } from './context.tsx';
import type { Prefs } from './prefs.ts';
import { createRouter } from './route.ts';
import { createServices, type Services } from './services.ts';

const SignInAgain = lazy(async () => ({
  default: (await import('../features/sign-in/sign-in-again.tsx')).SignInAgain,
}));

type Gate =
  | { at: 'asking' }
  | { at: 'first-run' | 'sign-in' | 'no-answer' }
  | { at: 'inside'; services: Services };

const retryMs = 3000;

/** From nothing to the inbox: who is there, then their screen. */
export function App({ prefs }: { prefs: Store<Prefs> }) {
  const scheme = useStore(prefs, (state) => state.theme);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
    >
      <Toasts />
      <GateKeeper prefs={prefs} />
    </MantineProvider>
  );
}

function GateKeeper({ prefs }: { prefs: Store<Prefs> }) {
  const { t } = useWords();
  const api = useMemo(() => createApi(createHttp(() => undefined)), []);
  const [gate, setGate] = useState<Gate>({ at: 'asking' });
  const enter = useCallback(
    (user: UserView) => setGate({ at: 'inside', services: createServices(user, prefs, createRouter()) }),
    [prefs],
  );
  useEffect(() => {
    if (gate.at !== 'asking' && gate.at !== 'no-answer') return;
    const timer = setTimeout(() => void knock(api, enter, setGate), gate.at === 'asking' ? 0 : retryMs);
    return () => clearTimeout(timer);
  }, [api, enter, gate]);
  if (gate.at === 'inside') return <Inside services={gate.services} api={api} />;
  if (gate.at === 'asking') return null;
  if (gate.at === 'no-answer') {
    return <Empty icon={<IconCloudOff size={28} />} title={t('error.offline')} hint={t('link.failed')} />;
  }
  const first = gate.at === 'first-run';
  return (
    <Frame
      prefs={prefs}
      title={t(first ? 'sign.firstTitle' : 'sign.title')}
      subtitle={t(first ? 'sign.firstSubtitle' : 'sign.subtitle')}
    >
      {first ? <FirstRunForm api={api} onDone={enter} /> : <SignInForm api={api} onDone={enter} />}
    </Frame>
  );
}

async function knock(
  api: Api,
  enter: (user: UserView) => void,
  setGate: (gate: Gate) => void,
): Promise<void> {
  try {
    enter((await api.session()).user);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) {
      setGate({ at: 'no-answer' });
      return;
    }
    const needed = await api.firstRun().then(
      (answer) => answer.needed,
      () => false,
    );
    setGate({ at: needed ? 'first-run' : 'sign-in' });
  }
}

/** The signed-in screen. When the session ends, the sign-in form comes up over it and nothing is thrown away. */
function Inside({ services, api }: { services: Services; api: Api }) {
  const phase = useStore(services.engine.link, (link) => link.phase);
  const me = useStore(services.inbox, (state) => state.me);
  const back = (user: UserView): void => {
    if (user.id === me?.id) services.engine.start();
    else window.location.reload();
  };
  return (
    <ServicesProvider services={services}>
      <Shell />
      {phase === 'signed-out' && (
        <Suspense fallback={null}>
          <SignInAgain api={api} email={me?.email ?? ''} onDone={back} />
        </Suspense>
      )}
    </ServicesProvider>
  );
}
