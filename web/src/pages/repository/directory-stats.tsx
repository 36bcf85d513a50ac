import { useSearchState } from '../../app/search-state.ts';
import type { OwnershipTabFragment } from '../../generated/graphql.ts';
import { Stat, Stats } from '../../parts/stat.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatShare } from '../../time/format.ts';
import { definitions } from '../../words/definitions.ts';
import { counted } from '../../words/sentences.ts';

interface DirectoryStatsProps {
  readonly repositoryId: string;
  readonly directory: NonNullable<OwnershipTabFragment['directory']>;
}

/** The folder in numbers, each with its explanation; the rows below tell the same of what lies in it. */
export function DirectoryStats({ repositoryId, directory }: DirectoryStatsProps) {
  const { search } = useSearchState();
  const { files, busFactor, singleAuthorFiles, orphanedFiles } = directory;
  const sample = counted(files, 'file');
  const factor = paths.repository(repositoryId, { path: search.path, files: search.files });
  const share = (part: number) => (files === 0 ? undefined : `${formatShare(part / files)} of the files here`);
  return (
    <Stats>
      <Stat
        id="here-files"
        label="Files that count"
        value={formatCount(files)}
        metric={{ definition: definitions['directory-files'] }}
        note={search.files === 'all' ? 'every file at the head' : 'source files at the head'}
      />
      {busFactor != null && (
        <Stat
          id="here-factor"
          label="Bus factor, active people"
          value={formatCount(busFactor)}
          metric={{ definition: definitions['directory-factor'], sample }}
          href={factor}
          note="over the files here alone"
        />
      )}
      <Stat
        id="here-single"
        label="One author alone"
        value={formatCount(singleAuthorFiles)}
        metric={{ definition: definitions['single-author-files'], sample }}
        note={share(singleAuthorFiles)}
      />
      <Stat
        id="here-orphaned"
        label="Only inactive authors"
        value={formatCount(orphanedFiles)}
        metric={{ definition: definitions['orphaned-files'], sample }}
        href={factor}
        note={share(orphanedFiles)}
      />
    </Stats>
  );
}
