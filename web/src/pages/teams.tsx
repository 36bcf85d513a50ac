import { type FormEvent, useId, useState } from 'react';
import { useMutation } from 'urql';
import { Page } from '../app/page.tsx';
import { graphql } from '../generated/gql.ts';
import type { TeamsQuery } from '../generated/graphql.ts';
import { freshen } from '../graph/freshness.ts';
import { problemOf } from '../graph/problem.ts';
import { useMore, usePageQuery } from '../graph/use-page-query.ts';
import { Section } from '../parts/figure.tsx';
import form from '../parts/form.module.css';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/more.tsx';
import { PeopleLine } from '../parts/person.tsx';
import { Empty, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Words } from '../parts/words.tsx';
import { paths } from '../paths.ts';

const teamsQuery = graphql(`
  query Teams($after: String) {
    viewer {
      role
    }
    teams(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          name
          parent {
            id
            name
          }
          memberships {
            role
            developer {
              id
              name
              initials
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

const createTeam = graphql(`
  mutation CreateTeam($input: CreateTeamInput!) {
    createTeam(input: $input) {
      id
      name
    }
  }
`);

type Team = TeamsQuery['teams']['edges'][number]['node'];

const columns: readonly Column<Team>[] = [
  {
    key: 'name',
    header: 'Team',
    value: (team) => team.name,
    cell: (team) => <Link href={paths.team(team.id)}>{team.name}</Link>,
  },
  {
    key: 'parent',
    header: 'Part of',
    value: (team) => team.parent?.name ?? '',
    cell: (team) => team.parent && <Link href={paths.team(team.parent.id)}>{team.parent.name}</Link>,
  },
  {
    key: 'leads',
    header: 'Leads',
    value: (team) => namesOf(team, 'LEAD'),
    cell: (team) => <PeopleLine people={peopleOf(team, 'LEAD')} />,
  },
  {
    key: 'members',
    header: 'Members',
    value: (team) => namesOf(team, 'MEMBER'),
    cell: (team) => <PeopleLine people={peopleOf(team, 'MEMBER')} limit={5} />,
  },
];

/** Teams and who is in them today. */
export function TeamsPage() {
  const { data, problem, retry } = usePageQuery(teamsQuery, { after: null });
  const more = useMore(teamsQuery, {}, data?.teams.pageInfo);
  const teams = data?.teams.edges.map((edge) => edge.node) ?? [];
  return (
    <Page title="Teams">
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={200} label="teams" />}
      {data !== undefined && teams.length === 0 && (
        <Empty title="No team yet">
          <p>
            A team is a set of people from a day on. Create one below, then say who is in it; its bus factor follows.
          </p>
        </Empty>
      )}
      {teams.length > 0 && (
        <Table
          label="Teams"
          columns={columns}
          rows={teams}
          rowKey={(team) => team.id}
          isComplete={!more.hasMore}
          footer={more.hasMore ? <More more={more} shown={teams.length} what="teams" /> : undefined}
        />
      )}
      {data !== undefined && data.viewer.role !== 'MEMBER' && (
        <Section title="Create a team">
          <CreateTeam />
        </Section>
      )}
    </Page>
  );
}

function CreateTeam() {
  const id = useId();
  const [name, setName] = useState('');
  const [result, create] = useMutation(createTeam);
  const problem = result.error === undefined ? undefined : problemOf(result.error, navigator.onLine);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { error } = await create({ input: { name: name.trim() } });
    if (error !== undefined) return;
    setName('');
    freshen();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={form.field}>
        <label htmlFor={id}>Name</label>
        <input
          id={id}
          className={form.input}
          required
          maxLength={80}
          autoComplete="off"
          value={name}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-error`}
          onChange={(event) => setName(event.target.value)}
        />
        {problem !== undefined && (
          <p className={form.error} id={`${id}-error`} role="alert">
            <Words text={[problem.message, problem.remedy].filter(Boolean).join(' ')} />
          </p>
        )}
      </div>
      <button type="submit" className={`${form.primary} ${form.submit}`} disabled={result.fetching}>
        Create team
      </button>
    </form>
  );
}

function peopleOf(team: Team, role: 'LEAD' | 'MEMBER') {
  return team.memberships
    .filter((each) => each.role === role)
    .map((each) => each.developer)
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function namesOf(team: Team, role: 'LEAD' | 'MEMBER'): string {
  return peopleOf(team, role)
    .map((each) => each.name)
    .join('; ');
}
