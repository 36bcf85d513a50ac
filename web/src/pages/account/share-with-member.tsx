import { useState } from 'react';
import { graphql } from '../../generated/gql.ts';
import type { SharePersonalDataMutation, SharePersonalDataMutationVariables } from '../../generated/graphql.ts';
import type { Act } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import form from '../../parts/form.module.css';

const othersQuery = graphql(`
  query OtherMembers {
    members(first: 100) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

interface ShareWithMemberProps {
  readonly viewerId: string;
  readonly sharing: Act<SharePersonalDataMutation, SharePersonalDataMutationVariables>;
}

/** Chooses one other member to share with. */
export function ShareWithMember({ viewerId, sharing }: ShareWithMemberProps) {
  const { data } = usePageQuery(othersQuery, {});
  const [chosen, setChosen] = useState('');
  const others = (data?.members.edges ?? []).map((edge) => edge.node).filter((each) => each.id !== viewerId);
  if (others.length === 0) return null;
  return (
    <>
      <select
        className={form.select}
        aria-label="Member to share with"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
      >
        <option value="">Choose a member</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={form.button}
        disabled={chosen === '' || sharing.isBusy}
        onClick={() => sharing.run({ input: { with: 'MEMBERS', memberIds: [chosen] } })}
      >
        Share
      </button>
    </>
  );
}
