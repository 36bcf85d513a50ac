import { useState } from 'react';
import { Page } from '../../app/page.tsx';
import { graphql } from '../../generated/gql.ts';
import type { DecisionsQuery } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { More } from '../../parts/more.tsx';
import { OperationProgress } from '../../parts/operation-progress.tsx';
import { PeopleLine } from '../../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { paths } from '../../paths.ts';
import { formatInstant } from '../../time/format.ts';

const decisionsQuery = graphql(`
  query Decisions($after: String) {
    identityDecisions(first: 20, after: $after) {
      edges {
        cursor
        node {
          id
          kind
          state
          reason
          decidedAt
          decidedByRole
          undoneAt
          canUndo
          developers {
            id
            name
            initials
          }
          groups {
            aliases {
              id
              name
              email
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const undo = graphql(`
  mutation UndoDecision($id: ID!) {
    undoIdentityDecision(id: $id) {
      ...OperationFields
    }
  }
`);

const undoDismissal = graphql(`
  mutation UndoDismissal($id: ID!) {
    undoDismissal(id: $id) {
      id
      state
    }
  }
`);

type Decision = DecisionsQuery['identityDecisions']['edges'][number]['node'];

const kinds = { MERGE: 'merged', SPLIT: 'split', DISMISSAL: 'kept apart' } as const;
const states = {
  PENDING: 'on its way',
  IN_FORCE: 'in force',
  UNDOING: 'being undone',
  UNDONE: 'undone',
  WITHDRAWN: 'withdrawn: it needed an owner',
} as const;

/** What was decided by hand about who is who, and the way to undo it. */
export function DecisionsPage() {
  const { data, problem, retry } = usePageQuery(decisionsQuery, { after: null });
  const more = useMore(decisionsQuery, {}, data?.identityDecisions.pageInfo);
  const undoing = useAct(undo);
  const dismissing = useAct(undoDismissal);
  const [operation, setOperation] = useState<Parameters<typeof OperationProgress>[0]['operation']>();
  const rows = data?.identityDecisions.edges.map((edge) => edge.node) ?? [];
  const revoke = async ({ id, kind }: Decision) => {
    if (kind === 'DISMISSAL') return void (await dismissing.run({ id }));
    const given = await undoing.run({ id });
    if (given !== undefined) setOperation(given.undoIdentityDecision);
  };
  const columns: readonly Column<Decision>[] = [
    { key: 'kind', header: 'Decision', cell: (row) => kinds[row.kind] },
    {
      key: 'names',
      header: 'Names in history',
      cell: (row) => (
        <ul className={form.plain}>
          {row.groups.map((group) => (
            <li key={group.aliases.map((alias) => alias.id).join()}>
              {group.aliases.map((alias) => `${alias.name} <${alias.email}>`).join(', ')}
            </li>
          ))}
        </ul>
      ),
    },
    { key: 'people', header: 'Now', cell: (row) => <PeopleLine people={row.developers} /> },
    { key: 'state', header: 'State', cell: (row) => states[row.state] },
    { key: 'when', header: 'When', cell: (row) => `${formatInstant(row.decidedAt)}, by an ${row.decidedByRole}` },
    { key: 'reason', header: 'Why', cell: (row) => row.reason ?? 'no reason given' },
    {
      key: 'undo',
      header: 'Undo',
      cell: (row) =>
        row.canUndo ? (
          <button
            type="button"
            className={form.button}
            disabled={undoing.isBusy || dismissing.isBusy}
            onClick={() => revoke(row)}
          >
            Undo
          </button>
        ) : row.state === 'IN_FORCE' ? (
          'a later decision rests on it'
        ) : (
          ''
        ),
    },
  ];
  return (
    <Page
      title="Decisions"
      trail={[{ label: 'People', href: paths.people() }]}
      answer="What was decided by hand about who is who. Undoing makes it as if it had never been."
      actions={<Link href={paths.duplicates()}>Possible duplicates</Link>}
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {operation !== undefined && <OperationProgress key={operation.id} operation={operation} />}
      <Fault problem={undoing.problem ?? dismissing.problem} />
      {data === undefined && problem === undefined && <Skeleton height={200} label="decisions" />}
      {data !== undefined && rows.length === 0 && (
        <Empty level="h2" title="Nothing was decided by hand">
          <p>
            Merge two people from a person’s page, or look at <Link href={paths.duplicates()}>possible duplicates</Link>
            .
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label="Decisions"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={false}
          footer={more.hasMore ? <More more={more} shown={rows.length} what="decisions" /> : undefined}
        />
      )}
    </Page>
  );
}
