import type {
  BoardView,
  CreateReassignment,
  HouseHealthView,
  MessageView,
  ReassignmentView,
  ReportView,
  UndeliveredView,
} from '../../src/api/protocol.ts';
import type { Http } from './http.ts';
import type { Page, Team } from './shapes.ts';

export interface TokenItem {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

/** Routes of the pages that managers and owners use; bound when such a page opens. */
export function createOfficeApi(http: Http) {
  const read = async <T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> =>
    (await http.get<T>(path, query)).body;
  return {
    board: (zone: string) => read<BoardView>('/board', { zone }),
    reassign: (request: CreateReassignment) => http.send<ReassignmentView>('POST', '/reassignments', request),
    reassignments: () => read<Page<ReassignmentView>>('/reassignments'),
    reassignment: (id: string) => read<ReassignmentView>(`/reassignments/${id}`),
    undoReassignment: (id: string) => http.send<ReassignmentView>('POST', `/reassignments/${id}/undo`, {}),
    report: (name: string, query: Record<string, string>) => read<ReportView>(`/reports/${name}`, query),
    undelivered: (query: { since: string; state?: string; cursor?: string }) =>
      read<Page<UndeliveredView>>('/undelivered', query),
    confirm: (id: string) => http.send<MessageView>('POST', `/messages/${id}/confirm`, {}),
    health: () => read<HouseHealthView>('/health'),

    teams: () => read<Page<Team>>('/teams'),
    createTeam: (name: string) => http.send<Team>('POST', '/teams', { name }),
    renameTeam: (id: string, name: string) => http.send<Team>('PATCH', `/teams/${id}`, { name }),
    removeTeam: (id: string) => http.send<void>('DELETE', `/teams/${id}`),
    tokens: () => read<Page<TokenItem>>('/tokens'),
    createToken: (name: string) => http.send<{ token: string; item: TokenItem }>('POST', '/tokens', { name }),
    removeToken: (id: string) => http.send<void>('DELETE', `/tokens/${id}`),
  };
}

export type OfficeApi = ReturnType<typeof createOfficeApi>;

/** Where a report can be downloaded as a table for other programs. */
export const csvUrl = (name: string, query: Record<string, string>): string =>
  `/api/v1/reports/${name}?${new URLSearchParams({ ...query, format: 'csv' }).toString()}`;
