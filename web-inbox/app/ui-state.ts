import type { AttachmentView, LeadStatus } from '../../src/api/protocol.ts';
import { createStore } from '../store/store.ts';

export type Dialog =
  | { kind: 'merge'; contact: string; other: string | null }
  | { kind: 'lead'; contact: string; status: LeadStatus }
  | { kind: 'task'; contact: string; task: string | null }
  | { kind: 'new-contact'; phone: string; call: string | null };

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
  /** The form that is open in front of everything, about a person. */
  dialog: Dialog | null;
  picture: { conversation: string; attachment: string; item?: AttachmentView } | null;
  /** Whose work is being handed over: a colleague's, or chosen conversations. */
  reassign: { from: string } | { conversations: readonly string[] } | null;
}

/** Whether something is in front of the panes, or its code is still on its way. */
export const isCovered = ({ overlay, dialog, picture, reassign }: Ui): boolean =>
  overlay !== null || dialog !== null || picture !== null || reassign !== null;

export const createUi = () =>
  createStore<Ui>({
    selected: [],
    contactOpen: false,
    overlay: null,
    compose: { tick: 0, note: null },
    attach: 0,
    dialog: null,
    picture: null,
    reassign: null,
  });
