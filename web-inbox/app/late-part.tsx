import { type ReactNode, Suspense } from 'react';
import { translate } from '../i18n/i18n.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { useServices } from './context.tsx';
import { toastWith } from './toast.ts';

/** A page whose code comes when it is first shown. When it does not come, or breaks, the rest of the screen stays. */
export function LatePage({ children }: { children: ReactNode }) {
  const { edition } = useServices();
  return (
    <ErrorBoundary onError={() => void edition.check()}>
      <Suspense>{children}</Suspense>
    </ErrorBoundary>
  );
}

interface LateProps {
  children: ReactNode;
  /** Stands in its place until it is there. */
  meanwhile?: ReactNode;
  /** Takes back what somebody asked for, as it will not come; left out for what nobody asked for. */
  close?(): void;
}

/** The same for a part of a page. Each has its own: one that is late must not hide another in which somebody writes. */
export function LatePart({ children, meanwhile, close }: LateProps) {
  const { edition } = useServices();
  const failed = (): void => {
    void edition.check();
    if (close === undefined) return;
    close();
    toastWith(translate('error.screen'), translate('error.reload'), () => window.location.reload(), 'bad');
  };
  return (
    <ErrorBoundary onError={failed} instead={null}>
      <Suspense fallback={meanwhile}>{children}</Suspense>
    </ErrorBoundary>
  );
}
