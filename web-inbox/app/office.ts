import { useMemo } from 'react';
import { createOfficeApi, type OfficeApi } from '../api/office.ts';
import { useServices } from './context.tsx';

/** The routes of the managers' pages. */
export function useOffice(): OfficeApi {
  const { http } = useServices();
  return useMemo(() => createOfficeApi(http), [http]);
}

/** The reader's own time zone, in which their day begins. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
