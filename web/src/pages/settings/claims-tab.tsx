import { graphql } from '../../generated/gql.ts';
import type { ClaimDecision, ClaimsQuery } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { More } from '../../parts/more.tsx';
import { Person } from '../../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';

const claimsQuery = graphql(`
  query Claims($after: String) {
    claims(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          state
          requestedAt
          member {
            id
            name
          }
          developer {
            id
            name
            initials
          }
          unverifiedAliases {
            id
            name
            email
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

const decideClaim = graphql(`
  mutation DecideClaim($input: DecideClaimInput!) {
    decideClaim(input: $input) {
      id
      state
    }
  }
`);

type Claim = ClaimsQuery['claims']['edges'][number]['node'];

const states = { REQUESTED: 'asked for', CONFIRMED: 'confirmed', REFUSED: 'refused', ENDED: 'ended' } as const;

/** Which member is which person in history: what members asked for, and what was confirmed. */
export function ClaimsTab() {
  const { data, problem, retry } = usePageQuery(claimsQuery, { after: null });
  const more = useMore(claimsQuery, {}, data?.claims.pageInfo);
  const act = useAct(decideClaim);
  const rows = data?.claims.edges.map((edge) => edge.node) ?? [];
  const decide = (claim: Claim, decision: ClaimDecision) => act.run({ input: { claimId: claim.id, decision } });
  const columns: readonly Column<Claim>[] = [
    { key: 'member', header: 'Member', value: (row) => row.member?.name ?? 'a former member' },
    {
      key: 'person',
      header: 'Says to be',
      value: (row) => row.developer?.name ?? '',
      cell: (row) => (row.developer ? <Person person={row.developer} /> : 'nobody known now'),
    },
    { key: 'state', header: 'State', value: (row) => row.state, cell: (row) => states[row.state] },
    {
      key: 'open',
      header: 'Not confirmed yet',
      cell: (row) => row.unverifiedAliases.map((alias) => `${alias.name} <${alias.email}>`).join(', '),
    },
    { key: 'when', header: 'Asked', value: (row) => row.requestedAt, cell: (row) => formatInstant(row.requestedAt) },
    {
      key: 'decide',
      header: 'Decide',
      cell: (row) =>
        (row.state === 'REQUESTED' || (row.state === 'CONFIRMED' && row.unverifiedAliases.length > 0)) && (
          <span className={form.row}>
            <button type="button" className={form.button} disabled={act.isBusy} onClick={() => decide(row, 'CONFIRM')}>
              Confirm<span className="visually-hidden"> {row.member?.name}</span>
            </button>
            {row.state === 'REQUESTED' && (
              <button type="button" className={form.button} disabled={act.isBusy} onClick={() => decide(row, 'REFUSE')}>
                Refuse<span className="visually-hidden"> {row.member?.name}</span>
              </button>
            )}
          </span>
        ),
    },
  ];
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <Fault problem={act.problem} />
      {data === undefined && problem === undefined && <Skeleton height={160} label="claims" />}
      {data !== undefined && rows.length === 0 && (
        <Empty level="h2" title="Nobody asked to be a person yet">
          <p>Members do that on a person’s page. Only whoever is confirmed sees what is the person’s own.</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label="Claims"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={!more.hasMore}
          footer={more.hasMore ? <More more={more} shown={rows.length} what="claims" /> : undefined}
        />
      )}
    </>
  );
}
