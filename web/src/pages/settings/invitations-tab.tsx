import { type FormEvent, useId, useState } from 'react';
import { graphql } from '../../generated/gql.ts';
import type { InvitationsQuery, WorkspaceRole } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { useMore, usePageQuery } from '../../graph/use-page-query.ts';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { More } from '../../parts/more.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';
import { rolesUpTo, roleWords } from './roles.ts';

const invitationsQuery = graphql(`
  query Invitations($after: String) {
    invitations(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          role
          state
          createdAt
          expiresAt
          createdBy {
            id
            name
          }
          acceptedBy {
            id
            name
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

const createInvitation = graphql(`
  mutation CreateInvitation($input: CreateInvitationInput!) {
    createInvitation(input: $input) {
      url
      invitation {
        id
      }
    }
  }
`);

const revokeInvitation = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) {
      id
      state
    }
  }
`);

type Invitation = InvitationsQuery['invitations']['edges'][number]['node'];

const states = { PENDING: 'open', ACCEPTED: 'accepted', REVOKED: 'revoked', EXPIRED: 'expired' } as const;

/** Links by which people join; each works once. */
export function InvitationsTab({ role }: { readonly role: WorkspaceRole }) {
  const { data, problem, retry } = usePageQuery(invitationsQuery, { after: null });
  const more = useMore(invitationsQuery, {}, data?.invitations.pageInfo);
  const revoking = useAct(revokeInvitation);
  const rows = data?.invitations.edges.map((edge) => edge.node) ?? [];
  const columns: readonly Column<Invitation>[] = [
    { key: 'role', header: 'Invited as', value: (row) => row.role, cell: (row) => roleWords[row.role] },
    { key: 'state', header: 'State', value: (row) => row.state, cell: (row) => stateOf(row) },
    { key: 'by', header: 'By', value: (row) => row.createdBy?.name ?? 'a former member' },
    { key: 'created', header: 'Made', value: (row) => row.createdAt, cell: (row) => formatInstant(row.createdAt) },
    { key: 'expires', header: 'Until', value: (row) => row.expiresAt, cell: (row) => formatInstant(row.expiresAt) },
    {
      key: 'revoke',
      header: 'Revoke',
      cell: (row) =>
        row.state === 'PENDING' && (
          <button
            type="button"
            className={form.button}
            disabled={revoking.isBusy}
            onClick={() => revoking.run({ id: row.id })}
          >
            Revoke
          </button>
        ),
    },
  ];
  return (
    <>
      <Section
        title="Invite somebody"
        summary="The link is shown once. Whoever opens it first joins, in the role you choose."
      >
        <Invite role={role} />
      </Section>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <Fault problem={revoking.problem} />
      {data === undefined && problem === undefined && <Skeleton height={160} label="invitations" />}
      {data !== undefined && rows.length === 0 && <Empty level="h2" title="Nobody was invited yet" />}
      {rows.length > 0 && (
        <Table
          label="Invitations"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isComplete={!more.hasMore}
          footer={more.hasMore ? <More more={more} shown={rows.length} what="invitations" /> : undefined}
        />
      )}
    </>
  );
}

function stateOf(row: Invitation): string {
  return row.acceptedBy ? `accepted by ${row.acceptedBy.name}` : states[row.state];
}

function Invite({ role }: { readonly role: WorkspaceRole }) {
  const id = useId();
  const [invited, setInvited] = useState<WorkspaceRole>('MEMBER');
  const [days, setDays] = useState(7);
  const [url, setUrl] = useState<string>();
  const act = useAct(createInvitation);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = await act.run({ input: { role: invited, expiresInDays: days } });
    setUrl(given?.createInvitation.url);
  };
  return (
    <>
      <form className={form.form} onSubmit={submit}>
        <div className={form.field}>
          <label htmlFor={`${id}-role`}>As</label>
          <select
            id={`${id}-role`}
            className={form.select}
            value={invited}
            onChange={(event) => setInvited(event.target.value as WorkspaceRole)}
          >
            {rolesUpTo(role).map((each) => (
              <option key={each} value={each}>
                {roleWords[each]}
              </option>
            ))}
          </select>
        </div>
        <div className={form.field}>
          <label htmlFor={`${id}-days`}>Valid for days</label>
          <input
            id={`${id}-days`}
            className={form.input}
            type="number"
            min={1}
            max={30}
            required
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          />
        </div>
        <button type="submit" className={`${form.primary} ${form.submit}`} disabled={act.isBusy}>
          Make a link
        </button>
      </form>
      <Fault problem={act.problem} />
      {url !== undefined && (
        <p role="status">
          Send this link; it is not shown again:
          <code className={form.secret}>{url}</code>
        </p>
      )}
    </>
  );
}
