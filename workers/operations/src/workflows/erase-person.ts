import { ApplicationFailure } from '@temporalio/workflow';
import type { ClaimActivities } from '@trellis/contributions/identity-decisions.ts';
import type { ApplyIdentities, IdentityActivities, ProjectionActivities } from '@trellis/contributions/projection.ts';
import type { OperationStart } from '@trellis/operations/relay-operations.ts';
import type {
  CommitErasure,
  ErasingActivities,
  IndexErasure,
  MembershipErasure,
  Redaction,
  SuppressingActivities,
  TextErasure,
} from '@trellis/suppression/erasure-activities.ts';
import { type Report, runOperation } from './run-operation.ts';
import { activitiesOf } from './steps.ts';

/** The subgraphs that write names or texts down; developers decides what is kept out. */
const KEEPERS = ['integrations', 'analytics', 'predictions', 'teams'] as const;
const COPIES = ['teams', 'analytics', 'predictions'] as const;
const PROJECTIONS = ['developers', ...COPIES] as const;

/** Batches that one activity goes over: a beat of progress every few seconds, and a retry repeats little. */
const BATCHES_AT_ONCE = 50;

/** What the operation's row says it is about. */
interface ErasureInput {
  /** Null: nobody new; everything is gone over again. */
  readonly developerId: string | null;
}

const developers = activitiesOf<IdentityActivities & ErasingActivities>('developers');
const teams = activitiesOf<ClaimActivities & MembershipErasure>('teams');
const analytics = activitiesOf<CommitErasure>('analytics');
const predictions = activitiesOf<IndexErasure>('predictions');
const integrations = activitiesOf<TextErasure>('integrations');

/**
 * Takes a person out of everything, and keeps them out: hashes first, so that an import under way already leaves them
 * empty → who is who → personal rows → words, wherever they stand → what all of that leaves behind. Names never pass here.
 */
export async function erasePerson(start: OperationStart): Promise<void> {
  await runOperation(start, async ({ input }, report) => {
    const { workspaceId, operationId } = start;
    const { developerId } = input as unknown as ErasureInput;
    if (developerId !== null) await refuseClaimed(workspaceId, developerId, report);

    await report('suppress');
    const taken = await developers.suppressPerson({ workspaceId, operationId });
    await Promise.all(KEEPERS.map((name) => activitiesOf<SuppressingActivities>(name).takeSuppressions(taken)));

    await report('people');
    await tell(await developers.resolveIdentities({ workspaceId, knownVersion: 0 }));

    const redaction = { workspaceId, version: taken.version };
    await report('personal-rows');
    await teams.dropPersonalRows(redaction);

    await report('commits');
    await analytics.redactCommits(redaction);
    await redactTexts(redaction, report);

    await report('traces');
    await Promise.all([
      integrations.redactMessages(redaction),
      predictions.forgetTerms({ workspaceId }),
      developers.forgetTraces({ workspaceId }),
    ]);
  });
}

/** Who is a member is removed first: otherwise they would go on as somebody without a name. */
async function refuseClaimed(workspaceId: string, developerId: string, report: Report): Promise<void> {
  await report('check-claims');
  const { claimed } = await teams.claimedDevelopers({ workspaceId, developerIds: [developerId] });
  if (claimed.length === 0) return;
  throw ApplicationFailure.create({
    type: 'CLAIMED_BY_MEMBER',
    message: 'CLAIMED_BY_MEMBER',
    nonRetryable: true,
    details: [
      {
        message: 'A member of the workspace is this person.',
        remedy: 'Remove the member from the workspace, or end their claim; then try again.',
      },
    ],
  });
}

async function tell(decided: ApplyIdentities | null): Promise<void> {
  if (decided === null) return;
  await Promise.all(COPIES.map((name) => activitiesOf<ProjectionActivities>(name).applyIdentities(decided)));
}

/** The index goes first: from the texts as they stand it tells which terms it has of them. */
async function redactTexts(redaction: Redaction, report: Report): Promise<void> {
  const { workspaceId } = redaction;
  const repositories = await integrations.redactable({ workspaceId });
  const total = repositories.reduce((sum, { batches }) => sum + batches, 0);
  let done = 0;
  await report('texts', done, total);
  for (const { repositoryId, batches } of repositories) {
    await Promise.all(
      PROJECTIONS.map((name) =>
        activitiesOf<ProjectionActivities>(name).dropRetiredGenerations({ workspaceId, repositoryId }),
      ),
    );
    for (let from = 0; ; from += BATCHES_AT_ONCE) {
      const page = await integrations.batchesFrom({ workspaceId, repositoryId, from, atMost: BATCHES_AT_ONCE });
      if (page.length > 0) await predictions.redactIndex({ ...redaction, batches: page });
      if (page.length < BATCHES_AT_ONCE) break;
    }
    await integrations.redactTexts({ ...redaction, repositoryId });
    done += batches;
    await report('texts', done, total);
  }
}
