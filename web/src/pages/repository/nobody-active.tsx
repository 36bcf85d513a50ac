import { useSearchState } from '../../app/search-state.ts';
import type { BusFactorTabFragment } from '../../generated/graphql.ts';
import { Link } from '../../parts/link.tsx';
import { Empty } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { utcDay } from '../../time/days.ts';
import { formatDay } from '../../time/format.ts';
import { nobodyActiveSentence } from '../../words/sentences.ts';
import { StepTable } from './step-table.tsx';

/** Where no active person counts, as the half is passed before anybody leaves: why, and where to look instead. */
export function NobodyActive({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { hrefWith } = useSearchState();
  const { baseline, historical, headCommittedAt } = repository;
  const hasAuthors = baseline.curve.length > 0;
  return (
    <>
      <Empty
        title={hasAuthors ? 'The half is passed before anybody leaves' : 'Nobody active is an author of a file here'}
      >
        <p>
          {nobodyActiveSentence({
            files: baseline.files,
            orphanedShare: baseline.orphanedShare,
            activeAuthors: baseline.curve.length,
          })}
        </p>
        {historical.removed.length > 0 && (
          <p>
            <Link href={hrefWith({ among: 'everybody' })}>Show the order among everybody who ever wrote</Link>, or{' '}
            <Link href="#orphaned">the files that are left without an active author</Link>.
          </p>
        )}
        {headCommittedAt != null && (
          <p>
            The newest commit read is of {formatDay(utcDay(new Date(headCommittedAt)))}. If work went on since,{' '}
            <Link href={paths.sources()}>bring the repository up to date</Link>.
          </p>
        )}
      </Empty>
      {hasAuthors && (
        <StepTable label="Active people who are authors of files, most files first" steps={baseline.curve} />
      )}
    </>
  );
}
