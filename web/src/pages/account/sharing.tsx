import { graphql } from '../../generated/gql.ts';
import type { OwnSharesFragment } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { formatInstant } from '../../time/format.ts';
import { ShareWithMember } from './share-with-member.tsx';

export const ownShares = graphql(`
  fragment OwnShares on Viewer {
    memberId
    shares {
      id
      with
      since
      member {
        id
        name
      }
    }
  }
`);

export const sharePersonalData = graphql(`
  mutation SharePersonalData($input: SharePersonalDataInput!) {
    sharePersonalData(input: $input) {
      id
    }
  }
`);

const stopSharing = graphql(`
  mutation StopSharing($ids: [ID!]) {
    stopSharing(ids: $ids) {
      id
    }
  }
`);

/** With whom the viewer shares what is their own; nothing is shared unless they say so. */
export function Sharing({ viewer }: { readonly viewer: OwnSharesFragment }) {
  const sharing = useAct(sharePersonalData);
  const stopping = useAct(stopSharing);
  const withLeads = viewer.shares.some((share) => share.with === 'LEADS');
  return (
    <Section
      title="What you share"
      summary="Your hour patterns, signals and scores are yours alone unless you share them. You can stop at any time; it then ends at once."
    >
      {viewer.shares.length === 0 ? (
        <p>You share with nobody.</p>
      ) : (
        <ul className={form.plain} aria-label="Shares">
          {viewer.shares.map((share) => {
            const whom = share.with === 'LEADS' ? 'leads of your teams' : (share.member?.name ?? 'a former member');
            return (
              <li key={share.id}>
                {whom}, since {formatInstant(share.since)}{' '}
                <button
                  type="button"
                  className={form.button}
                  disabled={stopping.isBusy}
                  onClick={() => stopping.run({ ids: [share.id] })}
                >
                  Stop<span className="visually-hidden"> sharing with {whom}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div className={form.form}>
        {!withLeads && (
          <button
            type="button"
            className={form.button}
            disabled={sharing.isBusy}
            onClick={() => sharing.run({ input: { with: 'LEADS' } })}
          >
            Share with leads of my teams
          </button>
        )}
        <ShareWithMember viewerId={viewer.memberId} sharing={sharing} />
      </div>
      <Fault problem={sharing.problem ?? stopping.problem} />
    </Section>
  );
}
