import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, git, temporaryFolder } from '../src/testing/git-folder.ts';
import { runCli } from '../src/testing/run-cli.ts';
import { commit, day, makeTinyRepository } from './tiny-repository.ts';

/**
 * The command line against a running Trellis (TRELLIS_E2E_URL, TRELLIS_E2E_TOKEN of its owner, who is alone in the
 * workspace) on this machine, with repositories whose numbers are computed by hand.
 */
const { TRELLIS_E2E_URL: url, TRELLIS_E2E_TOKEN: token } = process.env;
const ESCAPE = '\u001b';

let folder: Folder;
let tiny: string;

const env = () => ({ TRELLIS_URL: url ?? '', TRELLIS_TOKEN: token ?? '' });
const trellis = (args: readonly string[], cwd = tiny) => runCli(args, { cwd, env: env() });

async function json(args: readonly string[], cwd = tiny) {
  const { code, stdout, stderr } = await trellis([...args, '--json'], cwd);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function failure(args: readonly string[], cwd = tiny) {
  const { code, stdout, stderr } = await trellis([...args, '--json'], cwd);
  return { code, stderr, error: JSON.parse(stdout).error ?? JSON.parse(stdout).imports[0].error };
}

beforeAll(() => {
  if (!url || !token) throw new Error('Set TRELLIS_E2E_URL and TRELLIS_E2E_TOKEN to a running Trellis.');
  folder = temporaryFolder();
  tiny = join(folder.path, 'tiny');
  makeTinyRepository(tiny);
});

afterAll(() => folder?.remove());

describe('import', () => {
  test('brings a repository in, then finds nothing new', async () => {
    const first = await json(['import', '.']);
    expect(first.imports).toMatchObject([
      { name: 'tiny', state: 'SUCCEEDED', commits: 14, commitsRead: 14, error: null },
    ]);
    const second = await trellis(['import', '.']);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('tiny: nothing new, 14 commits') });
  });

  test('--findings shows the bus factor with names', async () => {
    const { code, stdout } = await trellis(['import', '--findings', tiny]);
    expect(code).toBe(0);
    expect(stdout).toContain('14 commits by 4 people, 3 active in the last 365 days');
    expect(stdout).toContain('1 among active people: Ada Lovelace (3 files)');
    expect(stdout).toContain('1 among everybody who ever wrote: Ada Lovelace (3 files)');
  });

  test('sync reads what is new', async () => {
    const clone = join(folder.path, 'clone');
    git(folder.path, ['clone', '-q', tiny, clone]);
    await json(['import', clone]);
    commit(clone, 'Ben Kowalski <ben@tinyworks.dev>', `${day(4)}T10:00:00+0000`, { 'e.ts': 'export const e = 5;\n' });
    const { imports } = await json(['sync'], clone);
    expect(imports).toMatchObject([{ state: 'SUCCEEDED', commits: 15, commitsRead: 1 }]);
  });
});

describe('bus-factor', () => {
  test('among active people Ada alone holds more than half of the five source files', async () => {
    expect(await json(['bus-factor'])).toMatchObject({
      busFactor: 1,
      historical: 1,
      files: 5,
      removed: [{ name: 'Ada Lovelace', files: 3 }],
      pruned: [],
      coverageLeft: 0.2,
      orphanedShare: 0.2,
    });
  });

  test('--historical counts the file of who left', async () => {
    expect(await json(['bus-factor', '--historical'])).toMatchObject({ busFactor: 1, files: 5, coverageLeft: 0.4 });
  });

  test('--files all counts the documentation too', async () => {
    const answer = await json(['bus-factor', '--files', 'all', '--historical']);
    expect(answer).toMatchObject({
      busFactor: 2,
      files: 6,
      removed: [{ name: 'Ada Lovelace', files: 3 }, { files: 1 }],
    });
    expect(answer.coverageLeft).toBeCloseTo(2 / 6);
  });

  test('--without says what is lost', async () => {
    expect(await json(['bus-factor', '--historical', '--without', 'ada@tinyworks.dev'])).toMatchObject({
      busFactor: 0,
      filesLostWithout: 3,
    });
  });

  test('--path takes a folder, from the current one', async () => {
    const answer = await json(['bus-factor', '--path', '.'], join(tiny, 'lib'));
    expect(answer).toMatchObject({ path: 'lib', files: 3, busFactor: 1, coverageLeft: 0 });
  });

  test('--alias email+name has names of aliases', async () => {
    const answer = await json(['bus-factor', '--alias', 'email+name', '--historical', '--co-authors', 'none']);
    expect(answer).toMatchObject({ busFactor: 1, files: 5, removed: [{ files: 3, email: 'ada@tinyworks.dev' }] });
  });

  test('--until shows the state as it was', async () => {
    const answer = await json(['bus-factor', '--until', '2019-12-31', '--historical']);
    expect(answer).toMatchObject({
      busFactor: 1,
      files: 1,
      removed: [{ name: 'Olga Old', files: 1 }],
      coverageLeft: 0,
    });
  });

  test('--repo of a repository that is not imported imports it first', async () => {
    const other = join(folder.path, 'other');
    mkdirSync(other);
    git(other, ['init', '-q']);
    commit(other, 'Ben Kowalski <ben@tinyworks.dev>', `${day(0)}T10:00:00+0000`, { 'x.ts': 'export const x = 1;\n' });
    expect(await failure(['bus-factor', '--repo', other, '--no-import'])).toMatchObject({
      code: 1,
      error: { code: 'NOT_IMPORTED' },
    });
    expect(await json(['bus-factor', '--repo', other], folder.path)).toMatchObject({ busFactor: 1, files: 1 });
  });
});

describe('the other questions', () => {
  test('who names the one who wrote a file, with reasons', async () => {
    const { people } = await json(['who', 'lib/a.ts']);
    expect(people[0]).toMatchObject({
      name: 'Ada Lovelace',
      normalized: 1,
      filesCreated: 1,
      changes: 8,
      changesByOthers: 0,
    });
    expect(people[0].reasons.length).toBeGreaterThan(0);
  });

  test('who of a folder and of documentation', async () => {
    const { files, people } = await json(['who', '.']);
    expect({ files, first: people[0].name, authored: people[0].authoredFiles }).toEqual({
      files: 5,
      first: 'Ada Lovelace',
      authored: 3,
    });
    expect((await json(['who', 'README.md'])).people[0].name).toBe('Cem Öz');
  });

  test('who of a path that is not there fails', async () => {
    expect(await failure(['who', 'no/such/file.ts'])).toMatchObject({ code: 1, error: { code: 'PATH_UNKNOWN' } });
  });

  test('who --until knows only who was there', async () => {
    const { people } = await json(['who', '.', '--until', '2019-12-31']);
    expect(people.map((person: { name: string }) => person.name)).toEqual(['Olga Old']);
  });

  test('people are sorted by name, with aliases made one', async () => {
    const { totalCount, people } = await json(['people']);
    expect(totalCount).toBe(4);
    expect(people.map((person: { name: string; commits: number }) => [person.name, person.commits])).toEqual([
      ['Ada Lovelace', 11],
      ['Ben Kowalski', 1],
      ['Cem Öz', 1],
      ['Olga Old', 1],
    ]);
    expect((await json(['people', '--inactive'])).people).toMatchObject([{ name: 'Olga Old', isActive: false }]);
  });

  test('profile is by default of who commits here', async () => {
    expect(await json(['profile'])).toMatchObject({
      name: 'Ada Lovelace',
      emails: ['ada@tinyworks.dev'],
      commits: { value: 11 },
    });
  });

  test('heatmap counts by the local clock of the author', async () => {
    const { hours, calendar } = await json(['heatmap']);
    expect(hours.matrix[0][9]).toBe(2);
    expect(hours.matrix[1][23]).toBe(1);
    expect(hours.matrix[2][10]).toBe(1);
    expect(hours.matrix[0][14]).toBe(2);
    expect(calendar.total).toBe(13);
    expect(calendar.days.find((each: { day: string }) => each.day === day(0))).toMatchObject({ commits: 4 });
  });

  test('heatmap --until ends there, and says where that is too little for hours', async () => {
    const { hours, calendar } = await json(['heatmap', '--until', '2019-12-31']);
    expect(hours.unavailable.code).toBe('NOT_ENOUGH_DATA');
    expect(calendar.total).toBe(1);
  });

  test('status lists the repository and every part', async () => {
    const { parts, repositories, viewer } = await json(['status']);
    expect(viewer.role).toBe('OWNER');
    expect(parts.every((part: { answers: boolean }) => part.answers)).toBe(true);
    expect(repositories).toContainEqual(expect.objectContaining({ name: 'tiny', location: tiny, commitCount: 14 }));
  });

  test('login prints a link', async () => {
    const { code, stdout } = await trellis(['login']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https?:\/\/\S+\n$/);
  });
});

describe('bad input', () => {
  test.each([
    ['a path that is missing', () => '/no/such/folder', 'PATH_MISSING'],
    ['a folder that is no repository', () => folder.path, 'NOT_A_REPOSITORY'],
    ['a scheme that is refused', () => 'ext::sh -c true', 'URL_SCHEME_REFUSED'],
  ])('%s is an error with a remedy', async (_, place, errorCode) => {
    const { code, error, stderr } = await failure(['import', place()]);
    expect({ code, errorCode: error.code }).toEqual({ code: 1, errorCode });
    expect(error.remedy).toBeTruthy();
    expect(stderr).toContain('error:');
  });

  test('an empty repository is an error with a remedy', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    git(empty, ['init', '-q']);
    expect(await failure(['import', empty])).toMatchObject({ code: 1, error: { code: 'REPOSITORY_EMPTY' } });
  });

  test('a branch that is not there is an error', async () => {
    expect(await failure(['import', tiny, '--branch', 'no-such-branch'])).toMatchObject({
      code: 1,
      error: { code: 'BRANCH_UNKNOWN' },
    });
  });

  test('a question outside of a repository is an error', async () => {
    expect(await failure(['bus-factor'], '/')).toMatchObject({ code: 1, error: { code: 'NOT_A_REPOSITORY' } });
  });

  test('a wrong token is said', async () => {
    const { code, stderr } = await runCli(['people'], { cwd: tiny, env: { ...env(), TRELLIS_TOKEN: 'wrong' } });
    expect(code).toBe(1);
    expect(stderr).toContain('UNAUTHENTICATED');
  });

  test.each([[['who']], [['bus-factor', '--files', 'some']], [['heatmap', '--until', '2020-02-30']]])(
    '%j is a usage error',
    async (args) => {
      expect((await trellis(args)).code).toBe(2);
    },
  );
});

describe('in a terminal', () => {
  const cli = resolve(import.meta.dirname, '../src/trellis.ts');

  /** Runs a command line in a real terminal (of util-linux's `script`); its stdout and stderr come together. */
  function inTerminal(args: string, more: Record<string, string> = {}): string {
    return execFileSync('script', ['-qec', `'${process.execPath}' '${cli}' ${args}`, '/dev/null'], {
      cwd: tiny,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: '/nonexistent',
        LANG: 'C.UTF-8',
        TERM: 'xterm-256color',
        ...env(),
        ...more,
      },
    });
  }

  test('answers have colour, and progress rewrites its line', () => {
    expect(inTerminal('bus-factor')).toContain(`${ESCAPE}[1mBus factor of tiny`);
    const other = join(folder.path, 'terminal');
    git(folder.path, ['clone', '-q', tiny, other]);
    expect(inTerminal(`import '${other}'`)).toContain(`\r${ESCAPE}[K`);
  });

  test('NO_COLOR and a dumb terminal are respected', () => {
    expect(inTerminal('bus-factor', { NO_COLOR: '1' })).not.toContain(`${ESCAPE}[`);
    expect(inTerminal('heatmap', { TERM: 'dumb' })).not.toContain(`${ESCAPE}[`);
  });

  test('a pipe gets neither', async () => {
    const { stdout, stderr } = await trellis(['heatmap']);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });
});
