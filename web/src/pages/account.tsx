import { Page } from '../app/page.tsx';
import { graphql } from '../generated/gql.ts';
import { useAct } from '../graph/use-act.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { Fault } from '../parts/fault.tsx';
import { Section } from '../parts/figure.tsx';
import form from '../parts/form.module.css';
import { PeopleLine, Person } from '../parts/person.tsx';
import { ProblemNotice, Skeleton } from '../parts/state.tsx';
import { ApiTokens } from './account/api-tokens.tsx';
import { Sharing } from './account/sharing.tsx';
import { SignIns } from './account/sign-ins.tsx';

const accountQuery = graphql(`
  query Account {
    viewer {
      memberId
      name
      role
      developer {
        id
        name
        initials
      }
      claim {
        id
        state
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
      sharedBy {
        id
        name
        initials
      }
      ...OwnSignIns
      ...OwnTokens
      ...OwnShares
    }
  }
`);

const endClaim = graphql(`
  mutation EndClaim($id: ID!) {
    endClaim(id: $id) {
      id
      state
    }
  }
`);

const claimWords = { REQUESTED: 'asked for', CONFIRMED: 'confirmed', REFUSED: 'refused', ENDED: 'ended' } as const;

/** What is the viewer's own: who they are in history, where they are signed in, and with whom they share. */
export function AccountPage() {
  const { data, problem, retry } = usePageQuery(accountQuery, {});
  const ending = useAct(endClaim);
  const viewer = data?.viewer;
  const claim = viewer?.claim;
  return (
    <Page title="Your account" answer={viewer && `You are signed in as ${viewer.name}.`}>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {viewer === undefined && problem === undefined && <Skeleton height={400} label="your account" />}
      {viewer !== undefined && (
        <>
          <Section
            title="Who you are in history"
            summary="Your own hour patterns, signals and scores open to you once a person is confirmed as you."
          >
            {claim?.developer ? (
              <p>
                <Person person={claim.developer} /> {claimWords[claim.state]}{' '}
                {(claim.state === 'REQUESTED' || claim.state === 'CONFIRMED') && (
                  <button
                    type="button"
                    className={form.button}
                    disabled={ending.isBusy}
                    onClick={() => ending.run({ id: claim.id })}
                  >
                    {claim.state === 'REQUESTED' ? 'Withdraw' : 'This is not me'}
                  </button>
                )}
              </p>
            ) : (
              <p>Nobody yet: open your page under People and choose “This is me”.</p>
            )}
            {claim !== null && claim !== undefined && claim.unverifiedAliases.length > 0 && (
              <p className={form.warning}>
                An admin has to confirm {claim.unverifiedAliases.map((alias) => alias.email || alias.name).join(', ')}{' '}
                first; until then what is your own stays closed.
              </p>
            )}
            <Fault problem={ending.problem} />
          </Section>
          <Sharing viewer={viewer} />
          {viewer.sharedBy.length > 0 && (
            <Section title="Who shares with you">
              <PeopleLine people={viewer.sharedBy} limit={20} />
            </Section>
          )}
          <SignIns viewer={viewer} />
          <ApiTokens viewer={viewer} />
        </>
      )}
    </Page>
  );
}
