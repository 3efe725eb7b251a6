/** The server the store answers as: a standalone 7.0. */
const PERSONA = [7, 0, 0];

export interface Requirement {
  readonly minServerVersion?: string;
  readonly maxServerVersion?: string;
  readonly topologies?: readonly string[];
  readonly auth?: boolean;
  readonly serverParameters?: object;
  readonly serverless?: string;
}

function compareVersions(text: string, fill: number): number {
  const parts = text.split('.').map(Number);
  for (const [at, own] of PERSONA.entries()) {
    const other = parts[at] ?? fill;
    if (own !== other) return own - other;
  }
  return 0;
}

/** Whether a test is meant for this server: one of its requirements must hold, if it has any. */
export function applies(requirements: readonly Requirement[] | undefined): boolean {
  if (requirements === undefined) return true;
  return requirements.some(
    ({ minServerVersion, maxServerVersion, topologies, auth, serverParameters, serverless }) =>
      (minServerVersion === undefined || compareVersions(minServerVersion, 0) >= 0) &&
      (maxServerVersion === undefined || compareVersions(maxServerVersion, 999) <= 0) &&
      (topologies === undefined || topologies.includes('single')) &&
      auth !== true &&
      serverless !== 'require' &&
      serverParameters === undefined,
  );
}
