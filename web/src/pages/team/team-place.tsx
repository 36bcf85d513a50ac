import { useRouter } from '@tanstack/react-router';
import { graphql } from '../../generated/gql.ts';
import type { TeamPlaceFragment } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { NameForm } from '../../parts/name-form.tsx';
import { paths } from '../../paths.ts';

export const teamPlace = graphql(`
  fragment TeamPlace on Team {
    id
    name
    parent {
      id
      name
    }
    subTeams {
      id
      name
    }
  }
`);

const placesQuery = graphql(`
  query TeamPlaces {
    teams(first: 100) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

const moveTeam = graphql(`
  mutation MoveTeam($input: MoveTeamInput!) {
    moveTeam(input: $input) {
      ...TeamPlace
    }
  }
`);

const renameTeam = graphql(`
  mutation RenameTeam($input: RenameTeamInput!) {
    renameTeam(input: $input) {
      id
      name
    }
  }
`);

const deleteTeam = graphql(`
  mutation DeleteTeam($id: ID!) {
    deleteTeam(id: $id)
  }
`);

/** Which team it is a part of, and which are parts of it. */
export function TeamNeighbours({ team }: { readonly team: TeamPlaceFragment }) {
  if (!team.parent && team.subTeams.length === 0) return null;
  return (
    <p>
      {team.parent && (
        <>
          Part of <Link href={paths.team(team.parent.id)}>{team.parent.name}</Link>.{' '}
        </>
      )}
      {team.subTeams.length > 0 && (
        <>
          Sub-teams:{' '}
          {team.subTeams.map((each, at) => (
            <span key={each.id}>
              {at > 0 && ', '}
              <Link href={paths.team(each.id)}>{each.name}</Link>
            </span>
          ))}
          .
        </>
      )}
    </p>
  );
}

/** For administrators: the team's name, its place among the others, and its end. */
export function TeamSettings({ team }: { readonly team: TeamPlaceFragment }) {
  const router = useRouter();
  const { data } = usePageQuery(placesQuery, {});
  const moving = useAct(moveTeam);
  const renaming = useAct(renameTeam);
  const deleting = useAct(deleteTeam);
  const others = (data?.teams.edges ?? []).map((edge) => edge.node).filter((each) => each.id !== team.id);
  const remove = async () => {
    if (!window.confirm(`Delete ${team.name}? Its sub-teams go to the team above it; nobody's work is touched.`))
      return;
    if ((await deleting.run({ id: team.id })) !== undefined) router.history.push(paths.teams());
  };
  return (
    <Section title="The team itself" summary="Who leads a team leads its sub-teams too.">
      <NameForm
        label="Name"
        initial={team.name}
        act="Rename"
        isBusy={renaming.isBusy}
        problem={renaming.problem}
        onName={(name) => renaming.run({ input: { teamId: team.id, name } })}
      />
      <div className={form.form}>
        <select
          className={form.select}
          aria-label="Part of"
          value={team.parent?.id ?? ''}
          disabled={moving.isBusy}
          onChange={(event) =>
            moving.run({
              input: { teamId: team.id, parentTeamId: event.target.value === '' ? null : event.target.value },
            })
          }
        >
          <option value="">Part of no other team</option>
          {others.map((each) => (
            <option key={each.id} value={each.id}>
              Part of {each.name}
            </option>
          ))}
        </select>
        <ConfirmButton
          question={`Delete ${team.name}? Its sub-teams go to the team above it; nobody’s work is touched.`}
          act="Delete"
          isBusy={deleting.isBusy}
          onConfirm={remove}
          isDangerous
        >
          Delete the team
        </ConfirmButton>
      </div>
      <Fault problem={moving.problem ?? deleting.problem} />
    </Section>
  );
}
