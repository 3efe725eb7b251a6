/** Which rooms hold the events of a conversation. */
export function conversationRooms(row: {
  assignee: string | null;
  team?: string | null | undefined;
}): string[] {
  const team = row.team ?? null;
  const rooms = ['managers'];
  if (row.assignee !== null) rooms.push(`user:${row.assignee}`);
  if (team !== null) rooms.push(`team:${team}`);
  if (row.assignee === null && team === null) rooms.push('unassigned');
  return rooms;
}

/** Which rooms a person may be in. */
export function roomsOf(user: { id: string; role: string; teams: readonly string[] }): string[] {
  const rooms = ['everyone', `user:${user.id}`];
  if (user.role !== 'operator') rooms.push('managers');
  else rooms.push('unassigned', ...user.teams.map((team) => `team:${team}`));
  return rooms;
}

/** The same rule as the rooms: what a person may see of conversations. */
export function maySee(
  user: { id: string; role: string; teams: readonly string[] },
  row: { assignee: string | null; team?: string | null | undefined },
): boolean {
  const mine = new Set(roomsOf(user));
  return conversationRooms(row).some((room) => mine.has(room));
}
