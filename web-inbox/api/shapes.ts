import type { z } from 'zod';
import type { Capabilities } from '../../channels/capabilities.ts';
import type { SettingField } from '../../channels/contract.ts';
import type {
  AccountView,
  ContactView,
  CountsView,
  changeAccount,
  changeContact,
  changeConversation,
  changeUser,
  createAccount,
  createUser,
  LoggedEvent,
  listConversations,
  MessageView,
  UserView,
} from '../../src/api/protocol.ts';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Team {
  id: string;
  rev: number;
  name: string;
}

export interface ChannelView {
  name: string;
  capabilities: Capabilities;
  fields: SettingField[];
}

export interface Snapshot {
  cursor: number;
  version: string;
  user: UserView;
  users: UserView[];
  teams: Team[];
  accounts: AccountView[];
  channels: ChannelView[];
  counts: CountsView;
  settings: { key: string; rev: number; value: unknown }[];
  quarantine: number;
}

export interface EventsAnswer {
  events: LoggedEvent[];
  cursor: number;
  more: boolean;
}

export interface DraftView {
  conversation: string;
  user: string;
  text: string;
  subject?: string;
  attachments: string[];
  quotes?: string;
  note: boolean;
  account?: string;
  updatedAt: string;
}

export type DraftBody = Omit<DraftView, 'conversation' | 'user' | 'updatedAt'>;

export interface QuarantineItem {
  id: string;
  account: string;
  channel: string;
  receivedAt: string;
  problem: { code: string; detail: string };
  attempts: number;
}

export interface CannedReply {
  id: string;
  rev: number;
  shortcut: string;
  title: string;
  text: string;
  shared: boolean;
  owner: string;
}

export interface SearchAnswer {
  contacts: ContactView[];
  messages: { message: MessageView; contact: { id: string; name: string } }[];
}

export type ListQuery = Partial<z.input<typeof listConversations>>;
export type ChangeConversation = z.infer<typeof changeConversation>;
export type ChangeContact = z.infer<typeof changeContact>;
export type CreateAccount = z.infer<typeof createAccount>;
export type ChangeAccount = z.infer<typeof changeAccount>;
export type CreateUser = z.infer<typeof createUser>;
export type ChangeUser = z.infer<typeof changeUser>;
export interface ChangeMe {
  name?: string;
  language?: string;
  shift?: UserView['shift'];
  password?: string;
  currentPassword?: string;
}
