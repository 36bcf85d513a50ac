import { useSearchState } from '../../app/search-state.ts';
import { type OwnershipItem, OwnershipTreemap } from '../../charts/treemap.tsx';
import { graphql } from '../../generated/gql.ts';
import type { OwnershipTabFragment } from '../../generated/graphql.ts';
import { ExplainDefined } from '../../parts/explain-defined.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Link } from '../../parts/link.tsx';
import { Empty } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { formatCount, formatShare } from '../../time/format.ts';
import { counted } from '../../words/sentences.ts';
import styles from '../repository.module.css';
import { DirectoryStats } from './directory-stats.tsx';
import { OwnershipTable } from './ownership-table.tsx';
import { PathBar } from './path-bar.tsx';
import { placeName } from './path-words.ts';

export const ownershipTab = graphql(`
  fragment OwnershipTab on Repository {
    id
    name
    directory(path: $path, files: $files) {
      path
      files
      busFactor
      topDeveloperFiles
      singleAuthorFiles
      orphanedFiles
      isSingleOwner
      topDeveloper {
        id
        name
      }
      children {
        name
        path
        isDirectory
        files
        busFactor
        topDeveloperFiles
        singleAuthorFiles
        orphanedFiles
        isSingleOwner
        topDeveloper {
          id
          name
          initials
        }
      }
    }
  }
`);

type Entry = NonNullable<OwnershipTabFragment['directory']>['children'][number];

/** Who holds which part of a folder: a map to walk through, and the same as a table. */
export default function OwnershipTab({ repository }: { readonly repository: OwnershipTabFragment }) {
  const { search, hrefWith } = useSearchState();
  const { directory } = repository;
  const hrefOf = (entry: Entry) =>
    entry.isDirectory
      ? hrefWith({ path: entry.path })
      : paths.repository(repository.id, { tab: 'knowledge', path: entry.path, files: search.files });
  if (!directory) {
    return (
      <>
        <PathBar repositoryId={repository.id} />
        <Empty level="h2" title="No files that count here">
          <p>
            The folder holds no source files at the head. <Link href={hrefWith({ files: 'all' })}>Count all files</Link>
            , or go to the <Link href={hrefWith({ path: undefined })}>whole repository</Link>.
          </p>
        </Empty>
      </>
    );
  }
  const items: OwnershipItem[] = directory.children.map((entry) => ({
    name: entry.name,
    path: entry.path,
    isDirectory: entry.isDirectory,
    files: entry.files,
    owner: entry.topDeveloper ?? null,
    ownerFiles: entry.topDeveloperFiles,
    isSingleOwner: entry.isSingleOwner,
    href: hrefOf(entry),
  }));
  const hidden = directory.children.length >= 500 ? ' Only the 500 largest are listed.' : '';
  return (
    <>
      <PathBar repositoryId={repository.id} />
      <p className={styles.answer}>{directorySentence(repository.name, directory)}</p>
      <DirectoryStats repositoryId={repository.id} directory={directory} />
      <Figure
        title={`Ownership of ${placeName(directory.path, repository.name)}`}
        summary={`${counted(directory.files, 'file')} below; open a tile to go into it.${hidden}`}
        aside={<ExplainDefined name="ownership-map" />}
        table={<OwnershipTable entries={directory.children} hrefOf={hrefOf} />}
      >
        <OwnershipTreemap items={items} />
      </Figure>
    </>
  );
}

function directorySentence(repositoryName: string, directory: NonNullable<OwnershipTabFragment['directory']>): string {
  const place = placeName(directory.path, repositoryName);
  const { files, topDeveloper, topDeveloperFiles, singleAuthorFiles, orphanedFiles, busFactor } = directory;
  if (files === 0) return `No file that counts lies in ${place}.`;
  const who = topDeveloper
    ? `${topDeveloper.name} is an author of ${formatShare(topDeveloperFiles / files)} of the files in ${place}`
    : `Nobody is an author of a file in ${place}`;
  const factor = busFactor == null ? '' : `; the bus factor there is ${formatCount(busFactor)}`;
  return `${who}${factor}. ${formatShare(singleAuthorFiles / files)} of the files have one author alone, ${formatShare(orphanedFiles / files)} only inactive ones.`;
}
