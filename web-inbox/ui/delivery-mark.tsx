import {
  IconAlertCircle,
  IconCheck,
  IconChecks,
  IconClock,
  IconHelpCircle,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { DeliveryState } from '../../channels/delivery.ts';
import { useWords } from '../i18n/i18n.ts';

const marks: Readonly<Record<DeliveryState, { icon: TablerIcon; color: string }>> = {
  queued: { icon: IconClock, color: 'var(--ink-3)' },
  sending: { icon: IconClock, color: 'var(--ink-3)' },
  sent: { icon: IconCheck, color: 'var(--ink-3)' },
  delivered: { icon: IconChecks, color: 'var(--ink-3)' },
  read: { icon: IconChecks, color: 'var(--accent)' },
  uncertain: { icon: IconHelpCircle, color: 'var(--warn)' },
  failed: { icon: IconAlertCircle, color: 'var(--bad)' },
  cancelled: { icon: IconX, color: 'var(--ink-3)' },
};

/** How far an outbound message has come, as a small mark with its word for screen readers. */
export function DeliveryMark({ state, size = 15 }: { state: DeliveryState; size?: number }) {
  const { t } = useWords();
  const { icon: Icon, color } = marks[state];
  const word = t(`delivery.${state}`);
  return (
    <span role="img" aria-label={word} title={word} style={{ display: 'inline-flex', color, flex: 'none' }}>
      <Icon size={size} stroke={2.2} />
    </span>
  );
}
