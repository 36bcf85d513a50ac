import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, git, temporaryFolder } from '../testing/git-folder.ts';
import { type GraphStandIn, startGraph, type World } from '../testing/graph-stand-in.ts';
import { pointedAt, runCli } from '../testing/run-cli.ts';
import { RUN, worldOf } from '../testing/world.ts';

const LOCATION = '/srv/tiny';
let folder: Folder;
let graph: GraphStandIn | undefined;

beforeAll(() => {
  folder = temporaryFolder();
  git(folder.path, ['init', '-q']);
});
afterEach(async () => {
  await graph?.stop();
  graph = undefined;
});
afterAll(() => folder.remove());

async function trellis(args: readonly string[], world: World, more: Parameters<typeof runCli>[1] = {}) {
  graph = await startGraph(world);
  return runCli(args, { cwd: folder.path, env: pointedAt(graph.url), ...more });
}

/** A run that takes three looks. */
function slowRun(repository: object) {
  let looks = 0;
  return () => {
    looks += 1;
    const isDone = looks > 3;
    return {
      ...RUN,
      state: isDone ? 'SUCCEEDED' : 'RUNNING',
      phase: isDone ? 'DONE' : 'READING',
      commitsRead: 10 * looks,
      commitsProjected: 10 * looks,
      repository,
    };
  };
}

describe('import', { timeout: 30_000 }, () => {
  test('follows the import to its end, with progress on stderr alone', async () => {
    const { world, repository } = worldOf(LOCATION);
    const { code, stdout, stderr } = await trellis(['import', LOCATION, '--branch', '5.x'], {
      ...world,
      importRun: slowRun(repository),
    });
    expect(code).toBe(0);
    expect(stdout).toBe('tiny: read 40 of 40 commits, in 1.2 s\n');
    expect(stderr).toBe('tiny: reading history, 10 of 40 commits read, 25 % analysed\n');
    expect(graph?.asked[0]?.variables).toEqual({ input: { location: LOCATION, branch: '5.x' } });
  });

  test('makes a relative path absolute and leaves a URL as it is', async () => {
    await trellis(['import', '.', 'https://example.org/a.git', 'git@example.org:team/a'], worldOf(LOCATION).world);
    const asked = graph?.asked.filter(({ operationName }) => operationName === 'StartImport');
    expect(asked?.map(({ variables }) => (variables.input as { location: string }).location)).toEqual([
      folder.path,
      'https://example.org/a.git',
      'git@example.org:team/a',
    ]);
  });

  test('--findings ends with what is worth knowing', async () => {
    const { stdout } = await trellis(['import', '--findings', LOCATION], worldOf(LOCATION).world);
    for (const text of [
      '40 commits by 3 people',
      'Bus factor   2 among active people: Ada Lovelace (6 files), Ben 山田 (5 files)',
      '2 among everybody who ever wrote: Ada',
      '10 % of 12 source files',
      'History is cut off.',
      `bus-factor --repo ${LOCATION}`,
    ]) {
      expect(stdout).toContain(text);
    }
  });

  test('one that fails is said with its remedy; the others are still imported', async () => {
    const { world, repository } = worldOf(LOCATION);
    const failed = {
      ...RUN,
      state: 'FAILED',
      repository,
      error: { code: 'EMPTY_REPOSITORY', message: 'It has no commits.', remedy: 'Commit something.' },
    };
    const runs = [failed, { ...RUN, repository }];
    const { code, stdout, stderr } = await trellis(['import', '/srv/empty', LOCATION, '--json'], {
      ...world,
      importRepository: ({ input }: { input: { location: string } }) => ({
        ...RUN,
        id: input.location === LOCATION ? 'good' : 'bad',
        repository,
      }),
      importRun: ({ id }: { id: string }) => (id === 'bad' ? runs[0] : runs[1]),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('It has no commits. [EMPTY_REPOSITORY]\nCommit something.');
    expect(JSON.parse(stdout).imports).toMatchObject([
      { state: 'FAILED', error: { code: 'EMPTY_REPOSITORY', remedy: 'Commit something.' } },
      { state: 'SUCCEEDED', error: null, commits: 40 },
    ]);
  });

  test('Ctrl-C leaves it running, says so and ends with 130', async () => {
    const { world, repository } = worldOf(LOCATION);
    const { code, stderr } = await trellis(
      ['import', LOCATION],
      { ...world, importRun: () => ({ ...RUN, state: 'RUNNING', phase: 'READING', repository }) },
      { onStderr: (text, kill) => text.includes('reading history') && kill('SIGINT') },
    );
    expect(code).toBe(130);
    expect(stderr).toContain('The import goes on as long as Trellis runs: `trellis status` shows it');
  });

  test('--cancel stops the one that is under way', async () => {
    const { world, repository } = worldOf(LOCATION);
    repository.latestImport = { ...RUN, state: 'RUNNING', repository };
    const { code, stdout } = await trellis(['import', '--cancel', LOCATION], world);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The import of tiny stops.\n' });
    expect(graph?.asked.at(-1)?.variables).toEqual({ id: RUN.id });
  });
});

describe('a repository that is not imported', { timeout: 30_000 }, () => {
  test('is not imported by a question asked in its folder', async () => {
    const { code, stderr } = await trellis(['bus-factor'], worldOf(LOCATION).world);
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder.path} is not imported. [NOT_IMPORTED]\nRun \`trellis import ${folder.path}\`.`);
    expect(graph?.asked.map(({ operationName }) => operationName)).toEqual(['RepositoryAt']);
  });

  test('is imported first where it was named', async () => {
    const { world } = worldOf(folder.path);
    let isKnown = false;
    const { code, stdout } = await trellis(['bus-factor', '--repo', folder.path, '--json'], {
      ...world,
      repositoryAt: (asked: { location: string }) => (isKnown ? world.repositoryAt(asked) : null),
      importRepository: (asked: unknown) => {
        isKnown = true;
        return world.importRepository(asked);
      },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).busFactor).toBe(2);
  });

  test('is not imported with --no-import', async () => {
    const { code } = await trellis(['bus-factor', '--repo', folder.path, '--no-import'], worldOf(LOCATION).world);
    expect(code).toBe(1);
    expect(graph?.asked.some(({ operationName }) => operationName === 'StartImport')).toBe(false);
  });

  test('can be named as `status` shows it where it has no path here', async () => {
    const { code } = await trellis(['bus-factor', '--repo', 'tiny'], worldOf('https://example.org/tiny.git').world);
    expect(code).toBe(0);
  });

  test('and is none at all: the current folder is said', async () => {
    const { code, stderr } = await trellis(['bus-factor'], worldOf(LOCATION).world, {
      cwd: '/',
      env: pointedAt('http://127.0.0.1:1'),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('/ is not in a git repository. [NOT_A_REPOSITORY]');
  });
});

describe('a past state', { timeout: 30_000 }, () => {
  test('is derived, waited for and then asked', async () => {
    const { world, repository } = worldOf(folder.path);
    const { code, stdout } = await trellis(['bus-factor', '--until', '2023-12-31', '--json'], {
      ...world,
      importRun: () => ({ ...RUN, stateId: 'past-1', repository }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).options.until).toBe('2023-12-31');
    const asked = (name: string) => graph?.asked.find(({ operationName }) => operationName === name)?.variables;
    expect(asked('DeriveState')).toEqual({ input: { repositoryId: repository.id, until: '2023-12-31' } });
    expect(asked('BusFactorOf')).toMatchObject({ state: 'past-1' });
  });

  test('that can not be derived is a failure with its remedy', async () => {
    const { world, repository } = worldOf(folder.path);
    const error = {
      code: 'NO_COMMITS_UNTIL',
      message: 'There is no commit until then.',
      remedy: 'Ask for a later day.',
    };
    const { code, stderr } = await trellis(['who', '.', '--until', '1980-01-01'], {
      ...world,
      importRun: () => ({ ...RUN, state: 'FAILED', error, repository }),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Ask for a later day.');
  });

  test('needs a day', async () => {
    const { code, stdout } = await trellis(['heatmap', '--until', 'yesterday', '--json'], worldOf(folder.path).world);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('USAGE');
  });
});
