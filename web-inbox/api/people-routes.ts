import type { z } from 'zod';
import type {
  CallView,
  ClaimView,
  ContactView,
  changeCall,
  changeTask,
  createTask,
  listCalls,
  MergeContacts,
  MergeView,
  mergeUndone,
  SetLead,
  SuggestionView,
  TaskView,
  WorkView,
} from '../../src/api/protocol.ts';
import type { Http, Query } from './http.ts';
import type { Page } from './shapes.ts';

export interface NewContact {
  name: string;
  phones?: string[];
  emails?: string[];
  company?: string;
  language?: string;
}
export type FoundAddress = Pick<ClaimView, 'kind' | 'value'>;
export type NewTask = z.input<typeof createTask>;
export type ChangeTask = z.input<typeof changeTask>;

/** Routes about people and the work with them: contacts, merges, leads, tasks and calls. */
export function peopleRoutes(http: Http) {
  return {
    contacts: (cursor?: string, limit = 50) => http.get<Page<ContactView>>('/contacts', { cursor, limit }),
    createContact: (contact: NewContact) => http.send<ContactView>('POST', '/contacts', contact),

    merge: (into: string, request: MergeContacts) =>
      http.send<MergeView>('POST', `/contacts/${into}/merge`, request),
    undoMerge: (id: string) => http.send<z.infer<typeof mergeUndone>>('POST', `/merges/${id}/undo`, {}),
    undoMerges: (ids: string[]) =>
      http.send<{ items: z.infer<typeof mergeUndone>[] }>('POST', '/merges/undo', { ids }),
    merges: (cursor?: string, contact?: string) => http.get<Page<MergeView>>('/merges', { cursor, contact }),
    suggestions: (cursor?: string) => http.get<Page<SuggestionView>>('/suggestions', { cursor }),
    suggestionsOf: (contact: string) => http.get<Page<SuggestionView>>(`/contacts/${contact}/suggestions`),
    claimsOf: (contact: string) => http.get<Page<ClaimView>>(`/contacts/${contact}/claims`),
    confirmClaim: (contact: string, found: FoundAddress) =>
      http.send<ContactView>('POST', `/contacts/${contact}/claims/confirm`, found),
    dismissClaim: (contact: string, found: FoundAddress) =>
      http.send<void>('POST', `/contacts/${contact}/claims/dismiss`, found),
    dismissSuggestion: (id: string) => http.send<void>('POST', `/suggestions/${id}/dismiss`, {}),
    notSame: (contact: string, other: string) =>
      http.send<void>('POST', `/contacts/${contact}/not-same`, { other }),

    work: () => http.get<WorkView>('/work'),
    setLead: (contact: string, lead: SetLead) =>
      http.send<ContactView>('PUT', `/contacts/${contact}/lead`, lead),
    tasks: (query: { assignee?: string; contact?: string; state?: 'open' | 'done'; cursor?: string }) =>
      http.get<Page<TaskView>>('/tasks', query as Query),
    createTask: (contact: string, task: NewTask) =>
      http.send<TaskView>('POST', `/contacts/${contact}/tasks`, task),
    changeTask: (id: string, change: ChangeTask) => http.send<TaskView>('PATCH', `/tasks/${id}`, change),
    removeTask: (id: string) => http.send<void>('DELETE', `/tasks/${id}`),
    calls: (query: z.input<typeof listCalls>) => http.get<Page<CallView>>('/calls', query as Query),
    changeCall: (id: string, change: z.infer<typeof changeCall>) =>
      http.send<CallView>('PATCH', `/calls/${id}`, change),
  };
}
