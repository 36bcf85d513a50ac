import { useParams } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Page } from '../../app/page.tsx';
import { useSearchState } from '../../app/search-state.ts';
import { useSettled } from '../../app/use-settled.ts';
import { graphql } from '../../generated/gql.ts';
import { useAct } from '../../graph/use-act.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import { Section } from '../../parts/figure.tsx';
import form from '../../parts/form.module.css';
import { Empty, NotFound, ProblemNotice, Skeleton } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { ChangePreviewView } from './change-preview.tsx';
import { DecideForm } from './decide-form.tsx';

const mergeQuery = graphql(`
  query MergePage($id: ID!, $search: String, $input: PreviewMergeInput!, $hasChosen: Boolean!) {
    developer(id: $id) {
      id
      name
    }
    developers(search: $search, includeBots: true, first: 20) {
      edges {
        node {
          id
          name
          aliases {
            id
            email
          }
        }
      }
    }
    previewMerge(input: $input) @include(if: $hasChosen) {
      ...ChangePreview
    }
  }
`);

const merge = graphql(`
  mutation MergeDevelopers($input: MergeDevelopersInput!) {
    mergeDevelopers(input: $input) {
      ...OperationFields
    }
  }
`);

/** Says that another person of the list is this one; what would change is shown before anything does. */
export function MergePage() {
  const { developerId = '' } = useParams({ strict: false }) as { developerId?: string };
  return <MergeInto key={developerId} survivorId={developerId} />;
}

function MergeInto({ survivorId }: { readonly survivorId: string }) {
  const id = useId();
  const { search, change } = useSearchState();
  const [text, setText] = useState('');
  const settled = useSettled(text.trim(), 200);
  const otherIds = search.with === undefined ? [] : search.with.split(',');
  const hasChosen = otherIds.length > 0;
  const { data, problem, retry } = usePageQuery(mergeQuery, {
    id: survivorId,
    search: settled === '' ? null : settled,
    input: { survivorId, otherIds },
    hasChosen,
  });
  const act = useAct(merge);
  const [operation, setOperation] = useState<Parameters<typeof DecideForm>[0]['operation']>();
  const person = data?.developer;
  const trail = [
    { label: 'People', href: paths.people() },
    ...(person ? [{ label: person.name, href: paths.person(person.id) }] : []),
  ];
  const candidates = (data?.developers.edges ?? [])
    .map((edge) => edge.node)
    .filter((each) => each.id !== survivorId && !otherIds.includes(each.id));
  const choose = (other: string) => change({ with: [...otherIds, other].join(',') }, { replace: true });
  const drop = (other: string) =>
    change({ with: otherIds.filter((each) => each !== other).join(',') }, { replace: true });
  const preview = data?.previewMerge;
  return (
    <Page
      title="Merge people"
      trail={trail}
      answer={
        person ? `Say who else is ${person.name}. Nothing is rewritten in history, and it can be undone.` : undefined
      }
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      {data === undefined && problem === undefined && <Skeleton height={300} label="people" />}
      {data !== undefined && !person && operation === undefined && <NotFound what="person" />}
      {person && operation === undefined && (
        <Section title="Who is the same person">
          <div className={form.form}>
            <div className={`${form.field} ${form.wide}`}>
              <label htmlFor={id}>Find by name or e-mail</label>
              <input
                id={id}
                type="search"
                className={form.input}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </div>
          </div>
          {settled !== '' && candidates.length === 0 && <Empty title="Nobody else matches" />}
          <ul className={form.plain} aria-label="Found people">
            {(settled === '' ? [] : candidates.slice(0, 10)).map((each) => (
              <li key={each.id}>
                <button type="button" className={form.button} onClick={() => choose(each.id)}>
                  {each.name}
                </button>{' '}
                <span className={form.hint}>
                  {each.aliases
                    .map((alias) => alias.email)
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {hasChosen && operation === undefined && (
        <div className={form.form}>
          {preview?.before
            .filter((each) => each.id !== survivorId)
            .map((each) => (
              <button key={each.id} type="button" className={form.button} onClick={() => drop(each.id)}>
                Leave {each.name} out
              </button>
            ))}
        </div>
      )}
      {preview && operation === undefined && <ChangePreviewView preview={preview} />}
      {(preview || operation !== undefined) && (
        <DecideForm
          act="Merge"
          isBusy={act.isBusy}
          isReady={preview != null}
          problem={act.problem}
          operation={operation}
          onDecide={async (reason) => {
            const given = await act.run({ input: { survivorId, otherIds, reason } });
            if (given !== undefined) setOperation(given.mergeDevelopers);
          }}
        />
      )}
    </Page>
  );
}
