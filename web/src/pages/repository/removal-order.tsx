import { lazy, Suspense } from 'react';
import { useSearchState } from '../../app/search-state.ts';
import type { BusFactorTabFragment, RemovedStepFragment as Step } from '../../generated/graphql.ts';
import { Explain } from '../../parts/explain.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { Empty, Skeleton } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatShare } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { AmongChoice } from './among-choice.tsx';
import { NobodyActive } from './nobody-active.tsx';
import { nameOf, StepTable } from './step-table.tsx';

const CoverageCurve = lazy(() => import('../../charts/coverage-curve.tsx'));

/** The removal curve, and whom it counts in what order: among the active, or among everybody who ever wrote. */
export function RemovalOrder({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { search } = useSearchState();
  const { baseline, historical } = repository;
  const isEverybody = search.among === 'everybody';
  const shown = isEverybody ? historical : baseline;
  const summary = removalSentence(repository);
  return (
    <div id="removal">
      <Figure
        title="Who, in what order"
        summary={`${summary} Each step removes the person who is an author of the most files left.`}
        aside={
          <Explain id="curve" title="The removal curve" value={shown.unavailable ? null : undefined} metric={shown} />
        }
        table={
          shown.curve.length === 0 ? undefined : (
            <StepTable
              label={`Removal among ${isEverybody ? 'everybody who ever wrote' : 'active people'}`}
              steps={shown.curve}
              counted={shown.removed.length}
            />
          )
        }
      >
        <Suspense fallback={<Skeleton height={300} label="the removal curve" />}>
          <CoverageCurve
            active={{ start: 1 - (baseline.orphanedShare ?? 0), steps: baseline.curve.map(curveStep) }}
            historical={{ start: 1, steps: historical.curve.map(curveStep) }}
            isHistoricalNamed={isEverybody}
            summary={summary}
          />
        </Suspense>
        <div className={styles.order}>
          <h3>Counted, in order of removal</h3>
          <AmongChoice />
        </div>
        {isEverybody ? <Everybody repository={repository} /> : <Active repository={repository} />}
      </Figure>
    </div>
  );
}

function Active({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { removed } = repository.baseline;
  if (removed.length === 0) return <NobodyActive repository={repository} />;
  return <StepTable label="The active people counted, in order of removal" steps={removed} />;
}

function Everybody({ repository }: { readonly repository: BusFactorTabFragment }) {
  const { removed } = repository.historical;
  if (removed.length > 0)
    return <StepTable label="Counted among everybody ever, in order of removal" steps={removed} />;
  return (
    <Empty title="More than half of the files have no author at all">
      <p>
        No single person wrote enough of them to be called an author.{' '}
        <Link href={paths.repository(repository.id, { tab: 'knowledge' })}>See who knows them best</Link>
      </p>
    </Empty>
  );
}

/** "After 2 removals among active people 39 % of the files still have an author. Among everybody who ever wrote …" */
function removalSentence({ baseline, historical }: BusFactorTabFragment): string {
  const ever = `Among everybody who ever wrote it takes ${counted(historical.value ?? 0, 'removal')} to pass the half.`;
  if (baseline.removed.length === 0) return ever;
  const after = `After ${counted(baseline.value ?? 0, 'removal')} among active people`;
  return `${after} ${formatShare(baseline.coverageLeft ?? 0)} of the files still have an author. ${ever}`;
}

function curveStep(step: Step) {
  return { name: nameOf(step), coverageAfter: step.coverageAfter };
}
