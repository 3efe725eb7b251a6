import { ApiError } from '../api/http.ts';
import { translate } from '../i18n/i18n.ts';
import { createStore } from '../store/store.ts';
import { sayError } from './errors.ts';

export interface Toast {
  id: number;
  message: string;
  kind: 'good' | 'bad';
  staysMs: number;
  /** A way back, or on. */
  act?: { word: string; run(): void };
}

/** What is said at the edge of the screen right now, the newest last. */
export const toasts = createStore<readonly Toast[]>([]);

const most = 3;
let told = 0;

function say(toast: Omit<Toast, 'id'>): void {
  told += 1;
  const id = told;
  toasts.update((all) => [...all, { ...toast, id }].slice(-most));
}

export const hideToast = (id: number): void => toasts.update((all) => all.filter((toast) => toast.id !== id));

/** A short word at the edge of the screen. */
export function toast(message: string, kind: 'good' | 'bad' = 'good'): void {
  say({ message, kind, staysMs: kind === 'good' ? 2500 : 6000 });
}

/** Says what was done or went wrong, and offers a way back or on for a while. */
export function toastWith(
  message: string,
  word: string,
  run: () => void,
  kind: Toast['kind'] = 'good',
): void {
  say({ message, kind, staysMs: 12_000, act: { word, run } });
}

/** Says what went wrong. A session that is over has a page of its own. */
export function toastError(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) return;
  toast(sayError(translate, error), 'bad');
}
