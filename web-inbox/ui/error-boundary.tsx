import { Component, type ReactNode } from 'react';
import { translate } from '../i18n/i18n.ts';

interface BoundaryProps {
  children: ReactNode;
  onError?(): void;
  /** Shown in place of what failed, instead of the words and the button. */
  instead?: ReactNode;
}

/** A failed screen says so and offers to load again; drafts and the outbox are in the browser's storage. */
export class ErrorBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.onError?.();
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    if (this.props.instead !== undefined) return this.props.instead;
    return (
      <div role="alert" style={{ padding: 48, textAlign: 'center' }}>
        <p>{translate('error.screen')}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {translate('error.reload')}
        </button>
      </div>
    );
  }
}
