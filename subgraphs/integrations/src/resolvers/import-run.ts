import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import type { ImportRunResolvers, LimitationResolvers } from '../generated/resolvers.ts';
import { limitationsOf } from '../store/limitations.ts';
import type { ServiceParts } from './service-parts.ts';

export function importRunResolvers(parts: ServiceParts): ImportRunResolvers {
  return {
    repository: (run) => ({ id: run.repositoryId }),
    startedAt: (run) => run.startedAt.toISOString(),
    finishedAt: (run) => run.finishedAt?.toISOString() ?? null,
    error: (run) =>
      run.errorCode === null
        ? null
        : { code: run.errorCode, message: run.errorMessage ?? '', remedy: run.errorRemedy ?? '' },
    stateId: (run) => (run.kind === 'past' && run.state === 'SUCCEEDED' ? run.generation : null),
    limitations: async (run, _, context) => {
      const { generation } = run;
      if (generation === null) return [];
      return inWorkspace(parts.pool, context.viewer.workspaceId, (db) => limitationsOf(db, generation));
    },
  };
}

export const limitationResolvers: LimitationResolvers = {
  repository: (row) => ({ id: row.repositoryId }),
};
