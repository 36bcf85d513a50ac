import type { OverviewQuery } from '../../generated/graphql.ts';
import { Stat, Stats } from '../../parts/stat.tsx';
import { paths } from '../../paths.ts';
import { formatAgo, formatCount, formatDay, formatInstant } from '../../time/format.ts';
import { type PageWindow, windowPhrase } from '../../time/window.ts';
import { definitions } from '../../words/definitions.ts';
import { counted } from '../../words/sentences.ts';

/** The workspace in four numbers, each with its explanation. */
export function OverviewStats({ data, window }: { readonly data: OverviewQuery; readonly window: PageWindow }) {
  const { activeDevelopers, developerCount, repositoryCount, limitations } = data.workspace;
  const imported = data.repositories.edges
    .map((edge) => edge.node.importedAt)
    .filter((at) => at !== null && at !== undefined);
  const oldest = imported.toSorted()[0];
  const previous = activeDevelopers.previousValue;
  const by = (activeDevelopers.value ?? 0) - (previous ?? 0);
  return (
    <Stats>
      <Stat
        id="active-people"
        label="Active people"
        value={activeDevelopers.value == null ? null : formatCount(activeDevelopers.value)}
        metric={activeDevelopers}
        href={paths.people({ sort: 'last-activity' })}
        difference={
          window.range === null || previous == null ? null : { by, unit: Math.abs(by) === 1 ? 'person' : 'people' }
        }
        note={windowPhrase(window, formatDay)}
      />
      <Stat
        id="people"
        label="People ever"
        value={developerCount.value == null ? null : formatCount(developerCount.value)}
        metric={developerCount}
        href={paths.people()}
        note="who committed, bots left out"
      />
      <Stat
        id="repository-count"
        label="Repositories"
        value={formatCount(repositoryCount)}
        metric={{ definition: definitions['repository-count'] }}
        href={paths.repositories()}
        note={limitations.length === 0 ? 'nothing known to be missing' : counted(limitations.length, 'known gap')}
      />
      <Stat
        id="freshness"
        label="Fresh as of"
        value={oldest === undefined ? 'not yet' : formatAgo(oldest, new Date())}
        metric={{
          definition: definitions.freshness,
          asOf: oldest,
          sample: counted(imported.length, 'imported repository', 'imported repositories'),
        }}
        href={paths.sources()}
        note={oldest === undefined ? 'the first import is not done' : `oldest import: ${formatInstant(oldest)}`}
      />
    </Stats>
  );
}
