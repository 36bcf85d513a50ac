import { graphql } from '../../generated/gql.ts';
import type { PersonActsFragment, WorkspaceRole } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { paths } from '../../paths.ts';

export const personActs = graphql(`
  fragment PersonActs on Developer {
    id
    isBot
    isClaimed
    claimedBy {
      id
      name
      isViewer
    }
    aliases {
      id
    }
  }
`);

const claimDeveloper = graphql(`
  mutation ClaimDeveloper($developerId: ID!) {
    claimDeveloper(developerId: $developerId) {
      id
      state
    }
  }
`);

interface PersonActsProps {
  readonly person: PersonActsFragment;
  readonly viewer: { readonly role: WorkspaceRole; readonly claim?: { readonly state: string } | null | undefined };
}

/** What the viewer may do about who this person is: say that it is them, merge, split, erase. */
export function PersonActs({ person, viewer }: PersonActsProps) {
  const claiming = useAct(claimDeveloper);
  const hasClaim = viewer.claim != null && ['REQUESTED', 'CONFIRMED'].includes(viewer.claim.state);
  const isAdmin = viewer.role !== 'MEMBER';
  return (
    <div className={form.row}>
      {person.claimedBy && (
        <span>{person.claimedBy.isViewer ? 'This is you.' : `This is ${person.claimedBy.name}, a member.`}</span>
      )}
      {!person.isClaimed && !person.isBot && !hasClaim && (
        <button
          type="button"
          className={form.button}
          disabled={claiming.isBusy}
          onClick={() => claiming.run({ developerId: person.id })}
        >
          This is me
        </button>
      )}
      {isAdmin && <Link href={paths.merge(person.id)}>Merge with somebody…</Link>}
      {isAdmin && person.aliases.length > 1 && <Link href={paths.split(person.id)}>Split…</Link>}
      {viewer.role === 'OWNER' && !person.isBot && <Link href={paths.erase(person.id)}>Erase…</Link>}
      <Fault problem={claiming.problem} />
    </div>
  );
}
