import { describe, expect, it } from 'vitest';
import { repositoryName } from './repository-name.ts';

describe('repositoryName', () => {
  it.each([
    ['/home/ada/engine', 'engine'],
    ['/srv/git/engine.git', 'engine'],
    ['https://example.org/ada/engine.git', 'engine'],
    ['git@example.org:ada/engine.git', 'engine'],
    ['/srv/engine/.git', 'engine'],
    ['/engine', 'engine'],
  ])('takes the last part of %s', (location, name) => {
    expect(repositoryName(location)).toBe(name);
  });

  it('takes more parts where the name is taken', () => {
    expect(repositoryName('/srv/ada/repo', new Set(['repo']))).toBe('ada/repo');
    expect(repositoryName('/srv/ada/repo', new Set(['repo', 'ada/repo']))).toBe('srv/ada/repo');
    expect(repositoryName('https://example.org/bob/engine.git', new Set(['engine']))).toBe('bob/engine');
  });

  it('ends with the whole place', () => {
    expect(repositoryName('/repo', new Set(['repo']))).toBe('repo');
  });
});
