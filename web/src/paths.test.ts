import { expect, test } from 'vitest';
import { formatSearch, parseSearch, paths, patterns } from './paths.ts';

test('every page has the URL that was sent around before', () => {
  expect({
    overview: paths.overview({ window: '12w' }),
    signIn: paths.signIn(),
    repositories: paths.repositories(),
    repository: paths.repository('r1', { tab: 'ownership', path: 'lib/router', without: 'a,b' }),
    commit: paths.commit('r1', 'abc123'),
    people: paths.people({ search: 'Ada L', activity: 'inactive' }),
    person: paths.person('d1'),
    teams: paths.teams(),
    team: paths.team('t1'),
    sources: paths.sources(),
  }).toEqual({
    overview: '/?window=12w',
    signIn: '/sign-in',
    repositories: '/repositories',
    repository: '/repositories/r1?tab=ownership&path=lib%2Frouter&without=a%2Cb',
    commit: '/repositories/r1/commits/abc123',
    people: '/people?search=Ada+L&activity=inactive',
    person: '/people/d1',
    teams: '/teams',
    team: '/teams/t1',
    sources: '/sources',
  });
});

test('an id can not leave its place in the path', () => {
  expect(paths.person('../x?y#z')).toBe('/people/..%2Fx%3Fy%23z');
  expect(paths.repository('a/b')).toBe('/repositories/a%2Fb');
  expect(paths.commit('a/b', 'c/d')).toBe('/repositories/a%2Fb/commits/c%2Fd');
  expect(paths.team('a/b')).toBe('/teams/a%2Fb');
});

test('each pattern is one of the paths with its ids named', () => {
  expect(Object.keys(patterns).sort()).toEqual(Object.keys(paths).sort());
});

test('what a search holds survives being written and read', () => {
  const search = { path: 'a&b/ü?.ts', window: '2026-01-01..2026-02-01' };
  expect(parseSearch(formatSearch(search))).toEqual(search);
});

test('empty values leave no trace in the URL', () => {
  expect(formatSearch({ path: '', tab: undefined })).toBe('');
});
