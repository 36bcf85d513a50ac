import { useParams } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { Page } from '../app/page.tsx';
import { usePageWindow } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import type { TeamPageQuery } from '../generated/graphql.ts';
import { freshen } from '../graph/freshness.ts';
import { problemOf } from '../graph/problem.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { CalendarFigure } from '../parts/calendar-figure.tsx';
import { Section } from '../parts/figure.tsx';
import form from '../parts/form.module.css';
import { Person } from '../parts/person.tsx';
import { Empty, NotFound, ProblemNotice, Skeleton } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { paths } from '../paths.ts';
import { utcDay } from '../time/days.ts';
import { formatDay } from '../time/format.ts';
import { calendarRange } from '../time/window.ts';
import { counted, listed } from '../words/sentences.ts';
import { AddMember } from './team/add-member.tsx';
import { TeamBusFactors } from './team/team-bus-factors.tsx';
import { TeamNeighbours, TeamSettings } from './team/team-place.tsx';

const teamQuery = graphql(`
  query TeamPage($id: ID!, $calendar: WindowInput) {
    viewer {
      role
    }
    team(id: $id) {
      id
      name
      ...TeamPlace
      memberships {
        role
        from
        developer {
          id
          name
          initials
        }
      }
      activityCalendar(window: $calendar) {
        ...CalendarFacts
      }
    }
    repositories(first: 20) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

const endMembership = graphql(`
  mutation EndTeamMembership($input: EndTeamMembershipInput!) {
    endTeamMembership(input: $input) {
      id
    }
  }
`);

type Membership = NonNullable<TeamPageQuery['team']>['memberships'][number];

/** A team: who is in it, when it works, and what it would lose with whom. */
export function TeamPage() {
  const { teamId = '' } = useParams({ strict: false }) as { teamId?: string };
  const window = usePageWindow();
  const { data, problem, retry } = usePageQuery(teamQuery, { id: teamId, calendar: calendarRange(window, new Date()) });
  const trail = [{ label: 'Teams', href: paths.teams() }];
  const team = data?.team;
  if (!team || team.id !== teamId) {
    return (
      <Page title="Team" trail={trail}>
        {problem !== undefined ? (
          <ProblemNotice problem={problem} onRetry={retry} />
        ) : team === null ? (
          <NotFound what="team" />
        ) : (
          <Skeleton height={300} label="the team" />
        )}
      </Page>
    );
  }
  const isAdmin = data?.viewer.role !== 'MEMBER';
  const names = team.memberships.map((each) => each.developer.name).toSorted((a, b) => a.localeCompare(b));
  const answer =
    names.length === 0
      ? 'Nobody is in this team yet.'
      : `${counted(names.length, 'person is', 'people are')} in ${team.name} today: ${listed(names, 6)}.`;
  return (
    <Page title={team.name} trail={trail} hasWindow answer={answer}>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <TeamNeighbours team={team} />
      <Section title="Who is in it">
        <Memberships teamId={team.id} memberships={team.memberships} mayChange={isAdmin} />
        {isAdmin && <AddMember teamId={team.id} />}
      </Section>
      {names.length > 0 && (
        <>
          <TeamBusFactors teamId={team.id} repositories={data?.repositories.edges.map((edge) => edge.node) ?? []} />
          <CalendarFigure calendar={team.activityCalendar} />
        </>
      )}
      {isAdmin && <TeamSettings key={team.id} team={team} />}
    </Page>
  );
}

function Memberships({
  teamId,
  memberships,
  mayChange,
}: {
  readonly teamId: string;
  readonly memberships: readonly Membership[];
  readonly mayChange: boolean;
}) {
  const [result, end] = useMutation(endMembership);
  const columns: readonly Column<Membership>[] = [
    {
      key: 'who',
      header: 'Person',
      value: (row) => row.developer.name,
      cell: (row) => <Person person={row.developer} />,
    },
    { key: 'role', header: 'Role', value: (row) => (row.role === 'LEAD' ? 'lead' : 'member') },
    { key: 'from', header: 'Since', value: (row) => row.from, cell: (row) => formatDay(row.from) },
    {
      key: 'end',
      header: 'Leaves',
      cell: (row) =>
        mayChange && (
          <button
            type="button"
            className={form.button}
            disabled={result.fetching}
            onClick={() =>
              end({ input: { teamId, developerId: row.developer.id, on: utcDay(new Date()) } }).then(() => freshen())
            }
          >
            From today on
            <span className="visually-hidden"> {row.developer.name} is no longer in the team</span>
          </button>
        ),
    },
  ];
  if (memberships.length === 0) {
    return (
      <Empty title="Nobody yet">
        <p>Add the first person below.</p>
      </Empty>
    );
  }
  return (
    <>
      <Table label="Members of the team" columns={columns} rows={memberships} rowKey={(row) => row.developer.id} />
      {result.error !== undefined && (
        <p className={form.error} role="alert">
          {problemOf(result.error, navigator.onLine).message}
        </p>
      )}
    </>
  );
}
