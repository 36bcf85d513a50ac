import { graphql } from '../../generated/gql.ts';
import type { MembersQuery, WorkspaceRole } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { More } from '../../parts/more.tsx';
import { Person } from '../../parts/person.tsx';
import { ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';
import { rolesUpTo, roleWords } from './roles.ts';

const membersQuery = graphql(`
  query Members($after: String) {
    members(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          name
          role
          joinedAt
          isViewer
          developer {
            id
            name
            initials
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const changeRole = graphql(`
  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
    changeMemberRole(input: $input) {
      id
      role
    }
  }
`);

const removeMember = graphql(`
  mutation RemoveMember($id: ID!) {
    removeMember(id: $id)
  }
`);

type Member = MembersQuery['members']['edges'][number]['node'];

/** Who may sign in, as what; whoever may, changes it. */
export function MembersTab({ role }: { readonly role: WorkspaceRole }) {
  const { data, problem, retry } = usePageQuery(membersQuery, { after: null });
  const more = useMore(membersQuery, {}, data?.members.pageInfo);
  const changing = useAct(changeRole);
  const removing = useAct(removeMember);
  const rows = data?.members.edges.map((edge) => edge.node) ?? [];
  const mayChange = (member: Member) => role !== 'MEMBER' && rolesUpTo(role).includes(member.role);
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      header: 'Member',
      value: (row) => row.name,
      cell: (row) => `${row.name}${row.isViewer ? ' (you)' : ''}`,
    },
    {
      key: 'role',
      header: 'Role',
      value: (row) => row.role,
      cell: (row) =>
        mayChange(row) ? (
          <select
            className={form.select}
            aria-label={`Role of ${row.name}`}
            value={row.role}
            disabled={changing.isBusy}
            onChange={(event) =>
              changing.run({ input: { memberId: row.id, role: event.target.value as WorkspaceRole } })
            }
          >
            {rolesUpTo(role).map((each) => (
              <option key={each} value={each}>
                {roleWords[each]}
              </option>
            ))}
          </select>
        ) : (
          roleWords[row.role]
        ),
    },
    {
      key: 'person',
      header: 'In history',
      value: (row) => row.developer?.name ?? '',
      cell: (row) => (row.developer ? <Person person={row.developer} /> : 'not confirmed'),
    },
    { key: 'joined', header: 'Joined', value: (row) => row.joinedAt, cell: (row) => formatInstant(row.joinedAt) },
    {
      key: 'remove',
      header: 'Remove',
      cell: (row) =>
        mayChange(row) &&
        !row.isViewer && (
          <ConfirmButton
            question={`Remove ${row.name}? Every sign-in, token, claim and share of theirs ends at once.`}
            act="Remove"
            isBusy={removing.isBusy}
            onConfirm={() => removing.run({ id: row.id })}
          >
            Remove<span className="visually-hidden"> {row.name}</span>
          </ConfirmButton>
        ),
    },
  ];
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <Fault problem={changing.problem ?? removing.problem} />
      {data === undefined && problem === undefined && <Skeleton height={200} label="members" />}
      {rows.length > 0 && (
        <Table
          label="Members"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={!more.hasMore}
          footer={<More more={more} shown={rows.length} total={data?.members.totalCount ?? 0} what="members" />}
        />
      )}
    </>
  );
}
