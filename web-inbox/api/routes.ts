import type { AccountTest } from '../../channels/contract.ts';
import type {
  AccountView,
  ContactView,
  ConversationView,
  MessageView,
  SendMessage,
  TimelineEntryView,
  UserView,
} from '../../src/api/protocol.ts';
import type { Answer, Http } from './http.ts';
import { peopleRoutes } from './people-routes.ts';
import type {
  CannedReply,
  ChangeAccount,
  ChangeContact,
  ChangeConversation,
  ChangeMe,
  ChangeUser,
  CreateAccount,
  CreateUser,
  DraftBody,
  DraftView,
  EventsAnswer,
  ListQuery,
  Page,
  QuarantineItem,
  SearchAnswer,
  Snapshot,
} from './shapes.ts';

/** Every route the screen uses, by name. */
export type Api = ReturnType<typeof createApi>;

/** Binds the routes to a way of calling. */
export function createApi(http: Http) {
  const body = async <T>(answer: Promise<Answer<T>>): Promise<T> => (await answer).body;
  const act = (id: string, verb: string, data: object = {}) =>
    http.send<MessageView>('POST', `/messages/${id}/${verb}`, data);
  return {
    ...peopleRoutes(http),
    firstRun: () => body(http.get<{ needed: boolean }>('/first-run')),
    createAdministrator: (person: { name: string; email: string; password: string }) =>
      http.send<{ user: UserView }>('POST', '/first-run', person),
    session: () => body(http.get<{ user: UserView }>('/session')),
    signIn: (email: string, password: string) =>
      http.send<{ user: UserView }>('POST', '/session', { email, password }),
    signOut: () => http.send<void>('DELETE', '/session'),
    changeMe: (change: ChangeMe) => http.send<UserView>('PATCH', '/me', change),
    snapshot: () => body(http.get<Snapshot>('/snapshot')),
    events: (after: number) => body(http.get<EventsAnswer>('/events', { after })),

    conversations: (query: ListQuery, signal?: AbortSignal) =>
      http.get<Page<ConversationView>>('/conversations', query as Record<string, string>, signal),
    conversation: (id: string) => http.get<ConversationView>(`/conversations/${id}`),
    changeConversation: (id: string, change: ChangeConversation) =>
      http.send<ConversationView>('PATCH', `/conversations/${id}`, change),
    bulk: (ids: string[], change: ChangeConversation) =>
      http.send<{ done: string[]; refused: { id: string; code: string }[] }>('POST', '/conversations/bulk', {
        ids,
        change,
      }),
    messages: (id: string, query: { before?: number; after?: number; limit?: number }) =>
      http.get<Page<MessageView>>(`/conversations/${id}/messages`, query),
    message: (id: string) => http.get<MessageView>(`/messages/${id}`),
    sendMessage: (id: string, request: SendMessage) =>
      http.send<MessageView>('POST', `/conversations/${id}/messages`, request),
    retry: (id: string) => act(id, 'retry'),
    cancel: (id: string) => act(id, 'cancel'),
    giveUp: (id: string) => act(id, 'give-up'),
    resend: (id: string, account: string, clientId: string) => act(id, 'resend', { account, clientId }),

    react: (id: string, emoji: string | null) => act(id, 'reaction', { emoji }),
    editMessage: (id: string, text: string, spans: SendMessage['spans']) =>
      http.send<MessageView>('PATCH', `/messages/${id}`, { text, spans }),
    removeMessage: (id: string) => http.send<MessageView>('DELETE', `/messages/${id}`),

    drafts: () => body(http.get<Page<DraftView>>('/drafts')),
    saveDraft: (id: string, draft: DraftBody) =>
      http.send<DraftView>('PUT', `/conversations/${id}/draft`, draft),
    removeDraft: (id: string) => http.send<void>('DELETE', `/conversations/${id}/draft`),

    contact: (id: string) => http.get<ContactView>(`/contacts/${id}`),
    changeContact: (id: string, change: ChangeContact) =>
      http.send<ContactView>('PATCH', `/contacts/${id}`, change),
    timeline: (id: string, before?: string, kinds?: string) =>
      http.get<Page<TimelineEntryView>>(`/contacts/${id}/timeline`, { before, kinds }),
    addIdentity: (id: string, kind: 'email' | 'phone', value: string) =>
      http.send<ContactView>('POST', `/contacts/${id}/identities`, { kind, value }),
    removeIdentity: (id: string, identity: string) =>
      http.send<ContactView>('DELETE', `/contacts/${id}/identities/${identity}`),

    search: (q: string, signal?: AbortSignal) => body(http.get<SearchAnswer>('/search', { q }, signal)),
    cannedReplies: () => body(http.get<Page<CannedReply>>('/canned-replies')),
    createCanned: (reply: { shortcut: string; title: string; text: string; shared?: boolean }) =>
      http.send<CannedReply>('POST', '/canned-replies', reply),
    removeCanned: (id: string) => http.send<void>('DELETE', `/canned-replies/${id}`),

    createAccount: (account: CreateAccount) => http.send<AccountView>('POST', '/accounts', account),
    changeAccount: (id: string, change: ChangeAccount) =>
      http.send<AccountView>('PATCH', `/accounts/${id}`, change),
    removeAccount: (id: string) => http.send<void>('DELETE', `/accounts/${id}`),
    testNewAccount: (channel: string, settings: object) =>
      http.send<AccountTest>('POST', '/accounts/test', { channel, settings }),
    testAccount: (id: string, settings?: object) =>
      http.send<AccountTest>('POST', `/accounts/${id}/test`, settings === undefined ? {} : { settings }),

    createUser: (user: CreateUser) => http.send<UserView>('POST', '/users', user),
    changeUser: (id: string, change: ChangeUser) => http.send<UserView>('PATCH', `/users/${id}`, change),
    quarantine: (cursor?: string) => body(http.get<Page<QuarantineItem>>('/quarantine', { cursor })),
    replay: (id: string) =>
      http.send<{ id: string; quarantined: boolean }>('POST', `/quarantine/${id}/replay`, {}),
    replayAll: () => http.send<{ replayed: number; quarantined: number }>('POST', '/quarantine/replay', {}),
    changeSetting: (key: string, value: unknown) =>
      http.send<{ key: string; rev: number; value: unknown }>('PUT', `/settings/${key}`, { value }),
  };
}

/** Where a quarantined payload can be downloaded. */
export const rawUrl = (id: string): string => `/api/v1/quarantine/${id}/raw`;
