/** The five subgraphs; each owns one database, one schema file and one folder of migrations. */
export const SUBGRAPHS = ['developers', 'teams', 'analytics', 'predictions', 'integrations'] as const;
export type Subgraph = (typeof SUBGRAPHS)[number];

/** The worker queues that have work; a queue appears here together with its first workflow. */
export const QUEUES = ['sync', 'analysis', 'operations'] as const;
export type Queue = (typeof QUEUES)[number];

/** What one process can be asked to run; any set of them runs in one process. */
export const ROLES = ['gateway', ...SUBGRAPHS, ...QUEUES.map((queue) => `${queue}-worker` as const)] as const;
export type Role = (typeof ROLES)[number];

/** The subgraphs whose databases a role works on. */
export function databasesOf(role: Role): readonly Subgraph[] {
  if (role === 'gateway' || role === 'operations-worker') return [];
  if (role === 'sync-worker') return ['integrations'];
  if (role === 'analysis-worker') return SUBGRAPHS.filter((subgraph) => subgraph !== 'integrations');
  return [role];
}
