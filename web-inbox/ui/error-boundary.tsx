import { Component, type ReactNode } from 'react';
import { translate } from '../i18n/i18n.ts';

/** A failed screen says so and offers to load again; drafts and the outbox are in the browser's storage. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
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
