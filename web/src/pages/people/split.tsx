import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../app/page.tsx';
import { graphql } from '../../generated/gql.ts';
import { useAct } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import form from '../../parts/form.module.css';
import { Empty, NotFound, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { ChangePreviewView } from './change-preview.tsx';
import { DecideForm } from './decide-form.tsx';

const splitQuery = graphql(`
  query SplitPage($id: ID!, $input: PreviewSplitInput!, $hasChosen: Boolean!) {
    developer(id: $id) {
      id
      name
      aliases {
        id
        name
        email
      }
    }
    previewSplit(input: $input) @include(if: $hasChosen) {
      ...ChangePreview
    }
  }
`);

const split = graphql(`
  mutation SplitDeveloper($input: SplitDeveloperInput!) {
    splitDeveloper(input: $input) {
      ...OperationFields
    }
  }
`);

/** Says that some names of a person are another person; what would change is shown before anything does. */
export function SplitPage() {
  const { developerId = '' } = useParams({ strict: false }) as { developerId?: string };
  return <SplitOf key={developerId} developerId={developerId} />;
}

function SplitOf({ developerId }: { readonly developerId: string }) {
  const [aliasIds, setAliasIds] = useState<readonly string[]>([]);
  const [operation, setOperation] = useState<Parameters<typeof DecideForm>[0]['operation']>();
  const act = useAct(split);
  const input = { developerId, aliasIds: [...aliasIds] };
  const { data, problem, retry } = usePageQuery(splitQuery, {
    id: developerId,
    input,
    hasChosen: aliasIds.length > 0 && operation === undefined,
  });
  const person = data?.developer;
  const trail = [
    { label: 'People', href: paths.people() },
    ...(person ? [{ label: person.name, href: paths.person(person.id) }] : []),
  ];
  const toggle = (id: string) =>
    setAliasIds(aliasIds.includes(id) ? aliasIds.filter((each) => each !== id) : [...aliasIds, id]);
  const preview = aliasIds.length > 0 ? data?.previewSplit : undefined;
  return (
    <Page
      title="Split a person"
      trail={trail}
      answer={
        person ? `Choose which names in history are somebody else than ${person.name}. It can be undone.` : undefined
      }
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={300} label="names" />}
      {data !== undefined && !person && operation === undefined && <NotFound what="person" />}
      {person && person.aliases.length < 2 && operation === undefined && (
        <Empty level="h2" title="There is nothing to split">
          <p>This person has one name in history.</p>
        </Empty>
      )}
      {person && person.aliases.length > 1 && operation === undefined && (
        <fieldset className={form.plain}>
          <legend>Names that are somebody else</legend>
          {person.aliases.map((alias) => (
            <label key={alias.id}>
              <input
                type="checkbox"
                checked={aliasIds.includes(alias.id)}
                disabled={!aliasIds.includes(alias.id) && aliasIds.length === person.aliases.length - 1}
                onChange={() => toggle(alias.id)}
              />{' '}
              {alias.name} {alias.email !== '' && <>&lt;{alias.email}&gt;</>}
            </label>
          ))}
        </fieldset>
      )}
      {preview && operation === undefined && <ChangePreviewView preview={preview} />}
      {(preview || operation !== undefined) && (
        <DecideForm
          act="Split"
          isBusy={act.isBusy}
          isReady={preview != null}
          problem={act.problem}
          operation={operation}
          onDecide={async (reason) => {
            const given = await act.run({ input: { ...input, reason } });
            if (given !== undefined) setOperation(given.splitDeveloper);
          }}
        />
      )}
    </Page>
  );
}
