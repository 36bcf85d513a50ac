import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { languageIndex, parseLanguages } from './language-index.ts';
import { readLinguistData, readPatternList } from './linguist-data.ts';

it('reads languages.yml as a YAML parser does', () => {
  const text = readLinguistData('languages.yml');
  const expected = parse(text) as Record<string, Record<string, unknown>>;
  const entries = parseLanguages(text);
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const { name, fields, lists } of entries) {
    for (const key of ['type', 'group']) expect(fields[key], `${name} ${key}`).toEqual(expected[name]?.[key]);
    for (const key of ['extensions', 'filenames', 'interpreters', 'aliases']) {
      expect(lists[key], `${name} ${key}`).toEqual(expected[name]?.[key]);
    }
  }
});

it('reads the lists of patterns as a YAML parser does', () => {
  for (const file of ['vendor.yml', 'documentation.yml', 'generated.rb'] as const) {
    expect(readPatternList(file)).toEqual(parse(readLinguistData(file)));
  }
});

it('finds languages by name, extension, file name, interpreter and alias', () => {
  const index = languageIndex();
  const names = (languages: readonly { name: string }[] | undefined) => languages?.map(({ name }) => name);
  expect(index.byName.get('TSX')).toMatchObject({ type: 'programming', group: 'TypeScript' });
  expect(names(index.byExtension.get('.h'))).toEqual(['C', 'C++', 'Objective-C']);
  expect(names(index.byFilename.get('Makefile'))).toEqual(['Makefile']);
  expect(names(index.byInterpreter.get('python3'))).toEqual(['Python']);
  expect(index.byAlias.get('openstep-property-list')?.name).toBe('OpenStep Property List');
  expect(index.byAlias.get('js')?.name).toBe('JavaScript');
});
