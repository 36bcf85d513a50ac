import { CodedError } from '@trellis/service-kit/errors.ts';
import { VIEWER_ROLES, type Viewer } from '@trellis/service-kit/viewer.ts';
import { Kind, OperationTypeNode } from 'graphql';
import type { Credentials } from '../credentials.ts';
import type { Authenticated, AuthenticateStage } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';
import type { HttpAnswer } from './respond.ts';

/** A request on its way, and who it was found to come from. */
export interface Checked {
  readonly operation: ParsedOperation;
  readonly who: Authenticated;
  readonly credentials: Credentials | undefined;
  readonly requestId: string;
}

/** So often a query is answered anew when access changes while it runs. */
const MOST_RUNS = 3;

/**
 * Makes the stage around the answer: before it leaves, the viewer is looked at again. Where a change of access has taken
 * something away meanwhile, a query runs again as who the viewer is now, and what a mutation found is withheld.
 * @throws CodedError UNAUTHENTICATED where the sign-in has ended, ACCESS_CHANGED, UNAVAILABLE
 */
export function createRecheckStage(
  authenticate: AuthenticateStage,
): (asked: Checked, run: (who: Authenticated) => Promise<HttpAnswer>) => Promise<HttpAnswer> {
  return async ({ operation, credentials, requestId, ...asked }, run) => {
    let { who } = asked;
    const isMutation = operation.operation.operation === OperationTypeNode.MUTATION;
    for (let runs = 0; runs < MOST_RUNS; runs += 1) {
      const answer = await run(who);
      if (isMutation && saysNothing(operation)) return answer;
      const now = await authenticate(credentials, requestId);
      if (!losesAccess(who.viewer, now.viewer)) return answer;
      if (isMutation) throw withheld();
      who = now;
    }
    throw new CodedError('UNAVAILABLE', 'Your access keeps changing while this is answered.', {
      remedy: 'Try again in a moment.',
    });
  };
}

/** Whether a viewer has become somebody else, or may see less than before. */
export function losesAccess(before: Viewer, now: Viewer): boolean {
  if (before === now) return false;
  if (before.workspaceId !== now.workspaceId || before.memberId !== now.memberId) return true;
  if (VIEWER_ROLES.indexOf(now.role) < VIEWER_ROLES.indexOf(before.role)) return true;
  if (before.solo && !now.solo) return true;
  const lists = (['self', 'leads', 'sharedBy', 'teams'] as const).map(
    (name) => [before.grants[name] ?? [], new Set(now.grants[name] ?? [])] as const,
  );
  return lists.some(([had, has]) => had.some((id) => !has.has(id)));
}

/** A mutation that only says that it is done, such as leaving the workspace, gives nothing that could be taken away. */
function saysNothing({ operation }: ParsedOperation): boolean {
  return operation.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.selectionSet === undefined,
  );
}

function withheld(): CodedError {
  return new CodedError('ACCESS_CHANGED', 'It is done, but your own access was changed meanwhile.', {
    remedy: 'Load the page again.',
  });
}
