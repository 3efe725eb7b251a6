import { createStore } from '../store/store.ts';

/** What is open on this screen and belongs to nobody else. */
export interface Ui {
  /** Conversations chosen for an action on many. */
  selected: readonly string[];
  /** On narrow screens: which pane is in front of the thread. */
  contactOpen: boolean;
  overlay: 'palette' | 'help' | 'search' | null;
  /** Raised to ask the composer for the focus, in the given mode. */
  compose: { tick: number; note: boolean | null };
  /** Raised to open the file chooser. */
  attach: number;
  picture: { conversation: string; attachment: string } | null;
}

export const createUi = () =>
  createStore<Ui>({
    selected: [],
    contactOpen: false,
    overlay: null,
    compose: { tick: 0, note: null },
    attach: 0,
    picture: null,
  });
