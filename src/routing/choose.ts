import type { RoutingSetting } from '../api/protocol.ts';

/** A colleague as the routing sees them at one moment. */
export interface Candidate {
  id: string;
  /** On shift and able to sign in. */
  present: boolean;
  /** Takes whoever comes; the others get only people for whom they are responsible. */
  pool: boolean;
  teams: readonly string[];
  /** Empty: any. */
  languages: readonly string[];
  capacity: number;
  /** What they hold now. */
  load: number;
  /** Number of their last turn; the smaller comes first. */
  turn: number;
}

/** Somebody who waits. */
export interface Waiting {
  responsible: string | null;
  /** Who had the conversation before. */
  last: string | null;
  team: string | null;
  language: string | null;
  /** Colleagues who let this wait run out. */
  passed: readonly string[];
}

export interface Choice {
  id: string;
  reason: 'responsible' | 'last' | 'turn';
}

/**
 * Who answers this person; null when nobody can now. First the responsible colleague, then the one who had the
 * conversation before, both whatever their team; then the team's colleagues who speak the language, by turn or by
 * load. Nobody gets more than their capacity, nobody who is not on shift, nobody who let this wait run out already.
 */
export function choose(
  person: Waiting,
  candidates: readonly Candidate[],
  settings: Pick<RoutingSetting, 'strategy' | 'language'>,
): Choice | null {
  const free = candidates.filter(
    ({ id, present, load, capacity }) => present && load < capacity && !person.passed.includes(id),
  );
  for (const reason of ['responsible', 'last'] as const) {
    const known = free.find(({ id }) => id === person[reason]);
    if (known) return { id: known.id, reason };
  }
  const team = free.filter(
    ({ pool, teams }) => pool && (person.team === null || teams.includes(person.team)),
  );
  const [first] = speaking(person.language, team, settings.language).sort(orderOf(settings.strategy));
  return first ? { id: first.id, reason: 'turn' } : null;
}

function speaking(
  language: string | null,
  team: readonly Candidate[],
  rule: RoutingSetting['language'],
): Candidate[] {
  if (language === null || rule === 'ignore') return [...team];
  const wanted = mainPart(language);
  const able = team.filter(
    ({ languages }) => languages.length === 0 || languages.some((spoken) => mainPart(spoken) === wanted),
  );
  return able.length > 0 || rule === 'require' ? able : [...team];
}

/** Networks say `uk-UA`, people write `uk`. */
function mainPart(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}

function orderOf(strategy: RoutingSetting['strategy']): (one: Candidate, other: Candidate) => number {
  const byTurn = (one: Candidate, other: Candidate) => one.turn - other.turn || (one.id < other.id ? -1 : 1);
  if (strategy === 'round-robin') return byTurn;
  return (one, other) => one.load - other.load || byTurn(one, other);
}
