import { Skeleton } from '@mantine/core';
import css from './panel.module.css';

/** The panel's shape while the person is on the way. */
export function PanelSkeleton() {
  return (
    <div className={css.who} aria-hidden="true">
      <Skeleton circle height={64} />
      <Skeleton height={14} width={150} mt={12} />
      <Skeleton height={10} width={190} mt={10} />
      <Skeleton height={60} mt={26} />
      <Skeleton height={60} mt={14} />
    </div>
  );
}
