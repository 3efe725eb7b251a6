import { notifications } from '@mantine/notifications';
import { ApiError } from '../api/http.ts';
import { translate } from '../i18n/i18n.ts';
import { sayError } from './errors.ts';

/** A short word at the edge of the screen. */
export function toast(message: string, kind: 'good' | 'bad' = 'good'): void {
  notifications.show({
    message,
    color: kind === 'good' ? 'okno' : 'red',
    autoClose: kind === 'good' ? 2500 : 6000,
    withBorder: true,
  });
}

/** Says what went wrong. A session that is over has a page of its own. */
export function toastError(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) return;
  toast(sayError(translate, error), 'bad');
}
