import { haltedWords } from '../domain/failure-words.ts';
import type { ProjectionStreamResolvers } from '../generated/resolvers.ts';

export const projectionStreamResolvers: ProjectionStreamResolvers = {
  state: ({ haltedCode, appliedThrough, lastBatch }) => {
    if (haltedCode !== null) return 'HALTED';
    return appliedThrough < lastBatch ? 'PROJECTING' : 'COMPLETE';
  },
  halted: ({ subgraph, haltedCode: code, haltedBatch: batch, haltedAt }) => {
    if (code === null || haltedAt === null) return null;
    const { message, remedy } = haltedWords([{ subgraph, code, batch }]);
    return { batch, code, text: message, remedy, since: haltedAt.toISOString() };
  },
};
