import { graphql } from '../../generated/gql.ts';
import type { OwnSignInsFragment } from '../../generated/graphql.ts';
import { useAct } from '../../graph/use-act.ts';
import { Fault } from '../../parts/fault.tsx';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { type Column, Table } from '../../parts/table.tsx';
import { formatInstant } from '../../time/format.ts';

export const ownSignIns = graphql(`
  fragment OwnSignIns on Viewer {
    signIns {
      id
      createdAt
      expiresAt
      isCurrent
    }
  }
`);

const endSignIn = graphql(`
  mutation EndSignIn($id: ID!) {
    endSignIn(id: $id)
  }
`);

const endOthers = graphql(`
  mutation EndOtherSignIns {
    endOtherSignIns
  }
`);

type SignIn = OwnSignInsFragment['signIns'][number];

/** Browsers that are signed in as the viewer, and the way to end that. */
export function SignIns({ viewer }: { readonly viewer: OwnSignInsFragment }) {
  const ending = useAct(endSignIn);
  const endingOthers = useAct(endOthers);
  const columns: readonly Column<SignIn>[] = [
    { key: 'since', header: 'Signed in', value: (row) => row.createdAt, cell: (row) => formatInstant(row.createdAt) },
    { key: 'until', header: 'Ends', value: (row) => row.expiresAt, cell: (row) => formatInstant(row.expiresAt) },
    {
      key: 'end',
      header: 'End',
      cell: (row) =>
        row.isCurrent ? (
          'this browser'
        ) : (
          <button
            type="button"
            className={form.button}
            disabled={ending.isBusy}
            onClick={() => ending.run({ id: row.id })}
          >
            End
          </button>
        ),
    },
  ];
  return (
    <Section title="Where you are signed in">
      <Table label="Your sign-ins" columns={columns} rows={viewer.signIns} rowKey={(row) => row.id} />
      <Fault problem={ending.problem ?? endingOthers.problem} />
      {viewer.signIns.length > 1 && (
        <p>
          <button
            type="button"
            className={form.button}
            disabled={endingOthers.isBusy}
            onClick={() => endingOthers.run({})}
          >
            End all others, in every workspace
          </button>
        </p>
      )}
    </Section>
  );
}
