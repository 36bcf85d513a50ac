import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { Ask } from './graph/client.ts';
import type { Session } from './session.ts';

/** One part of Trellis, and whether it answers. */
export interface Part {
  readonly name: string;
  readonly answers: boolean;
  /** Why it doesn't; null where it does. */
  readonly problem: string | null;
}

/** The smallest question that each subgraph alone can answer. */
const PROBES: Readonly<Record<string, (ask: Ask) => Promise<unknown>>> = {
  teams: (ask) => ask(graphql(`query ProbeTeams { viewer { memberId } }`), {}),
  integrations: (ask) => ask(graphql(`query ProbeIntegrations { repositories(first: 1) { totalCount } }`), {}),
  developers: (ask) => ask(graphql(`query ProbeDevelopers { developers(first: 1) { totalCount } }`), {}),
  analytics: (ask) =>
    ask(graphql(`query ProbeAnalytics($id: ID!) { commit(repositoryId: $id, sha: "") { sha } }`), { id: NOTHING }),
  predictions: (ask) => ask(graphql(`query ProbePredictions { similarWork(text: "trellis", first: 1) { score } }`), {}),
};

/** An id that nothing has: the answer is null, and costs next to nothing. */
const NOTHING = '00000000-0000-0000-0000-000000000000';

/**
 * Asks each subgraph something of its own, so that one that is away is named and the others still count.
 * @throws Failure where the gateway itself doesn't answer or doesn't let the token in
 */
export async function checkParts({ ask }: Session): Promise<Part[]> {
  const parts = await Promise.all(Object.entries(PROBES).map(([name, probe]) => check(name, () => probe(ask))));
  return [{ name: 'gateway', answers: true, problem: null }, ...parts];
}

const GATEWAY_CODES: readonly string[] = ['NOT_RUNNING', 'UNAUTHENTICATED', 'BAD_ANSWER', 'USAGE'];

async function check(name: string, ask: () => Promise<unknown>): Promise<Part> {
  try {
    await ask();
    return { name, answers: true, problem: null };
  } catch (error) {
    if (!(error instanceof Failure) || GATEWAY_CODES.includes(error.code) || error.code.startsWith('STATE_FILE'))
      throw error;
    return { name, answers: false, problem: error.message };
  }
}
