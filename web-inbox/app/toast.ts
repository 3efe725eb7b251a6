import { notifications } from '@mantine/notifications';
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

export const toastError = (error: unknown): void => toast(sayError(translate, error), 'bad');
