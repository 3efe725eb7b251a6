import type { UserView } from '../../../src/api/protocol.ts';

export type Role = UserView['role'];

/** From the least to the most that a person may do. */
export const roles: readonly Role[] = ['operator', 'manager', 'administrator'];
