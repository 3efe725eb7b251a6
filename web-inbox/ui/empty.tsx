import type { ReactNode } from 'react';
import css from './empty.module.css';

interface Props {
  icon: ReactNode;
  title: string;
  hint?: string | undefined;
  children?: ReactNode;
}

/** Says why nothing is here and what the next step is. */
export function Empty({ icon, title, hint, children }: Props) {
  return (
    <div className={css.empty}>
      <span className={css.icon}>{icon}</span>
      <p className={css.title}>{title}</p>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      {children}
    </div>
  );
}
