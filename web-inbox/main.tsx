import '@mantine/core/styles.css';
import './styles/tokens.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createPrefs } from './app/prefs.ts';
import { speak } from './i18n/i18n.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';

const prefs = createPrefs(window.localStorage, navigator.languages);
const root = document.getElementById('root');

void speak(prefs.get().language).then(() => {
  if (root === null) return;
  createRoot(root).render(
    <ErrorBoundary>
      <App prefs={prefs} />
    </ErrorBoundary>,
  );
});
