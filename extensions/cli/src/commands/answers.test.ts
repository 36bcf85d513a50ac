import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, git, temporaryFolder } from '../testing/git-folder.ts';
import { type GraphStandIn, startGraph } from '../testing/graph-stand-in.ts';
import { pointedAt, runCli } from '../testing/run-cli.ts';
import { ADA, BEN, REPOSITORY_ID, worldOf } from '../testing/world.ts';

let folder: Folder;
let graph: GraphStandIn;
const ESCAPE = '\u001b';

beforeAll(async () => {
  folder = temporaryFolder();
  git(folder.path, ['init', '-q']);
  git(folder.path, ['config', 'user.email', 'ada@home.example']);
  mkdirSync(join(folder.path, 'lib'));
  graph = await startGraph(worldOf(folder.path).world);
});

afterAll(async () => {
  await graph.stop();
  folder.remove();
});

function trellis(args: readonly string[], env: Record<string, string> = {}, cwd = folder.path) {
  return runCli(args, { cwd, env: { ...pointedAt(graph.url), ...env } });
}

async function json(args: readonly string[], cwd?: string) {
  const { code, stdout } = await trellis([...args, '--json'], {}, cwd);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const lastAsked = (operationName: string) => graph.asked.findLast((asked) => asked.operationName === operationName);

describe('every request', { timeout: 30_000 }, () => {
  test('carries the token and says that the command line asks', async () => {
    await trellis(['bus-factor']);
    const headers = lastAsked('BusFactorOf')?.headers;
    expect(headers).toMatchObject({ authorization: 'Bearer token-of-the-test', 'x-trellis-client': 'cli' });
  });
});

describe('bus-factor', { timeout: 30_000 }, () => {
  test('says how many, who and in what order', async () => {
    const { code, stdout } = await trellis(['bus-factor']);
    expect(code).toBe(0);
    expect(stdout).toContain('Bus factor of tiny: 2 among people active in the last 365 days; 3 among everybody');
    expect(stdout).toContain(
      'If Ada Lovelace and Ben 山田 left, 75 % of the 12 source files would have no active author.',
    );
    expect(stdout.indexOf('1  Ada')).toBeLessThan(stdout.indexOf('2  Ben'));
  });

  test('--json has its documented shape', async () => {
    const answer = await json([
      'bus-factor',
      '--path',
      'lib',
      '--historical',
      '--co-authors',
      'none',
      '--files',
      'all',
    ]);
    expect(answer).toMatchObject({
      repository: { id: REPOSITORY_ID, name: 'tiny' },
      path: 'lib',
      options: { files: 'all', alias: 'person', coAuthors: 'none', historical: true, without: [], until: null },
      busFactor: 2,
      historical: 3,
      files: 12,
      removed: [{ name: 'Ada Lovelace', files: 6 }, { files: 5 }],
      pruned: [],
      coverageLeft: 0.25,
      orphanedShare: 0.1,
      unavailable: null,
      asOf: '2026-03-01T14:05:00.000Z',
      limitations: [],
    });
    expect(lastAsked('BusFactorOf')?.variables).toMatchObject({
      path: 'lib',
      files: 'ALL',
      coAuthors: 'NONE',
      historical: true,
    });
  });

  test('--without takes names and e-mails, and asks with ids', async () => {
    await json(['bus-factor', '--without', 'Ada Lovelace', 'ben@example.org']);
    expect(lastAsked('BusFactorOf')?.variables).toMatchObject({ without: [ADA.id, BEN.id] });
  });

  test('--without counts a person once, however often named', async () => {
    await json(['bus-factor', '--without', 'Ada Lovelace', 'ada@home.example']);
    expect(lastAsked('BusFactorOf')?.variables).toMatchObject({ without: [ADA.id] });
  });

  test('--alias email+name asks with ids of aliases', async () => {
    await json(['bus-factor', '--alias', 'email+name', '--without', 'ada@home.example']);
    expect(lastAsked('BusFactorOf')?.variables).toMatchObject({ aliases: 'EMAIL_NAME', without: [ADA.aliases[1]?.id] });
  });

  test('an ambiguous person is a usage error that lists the candidates', async () => {
    const { code, stdout, stderr } = await trellis(['bus-factor', '--without', 'example.org', '--json']);
    expect(code).toBe(2);
    expect(stderr).toContain('Ada Byron <byron@example.org>');
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('AMBIGUOUS_PERSON');
    expect(error.candidates).toContainEqual({ id: BEN.id, name: BEN.name, emails: ['ben@example.org'] });
  });

  test('an unknown person is said, with where to look', async () => {
    const { code, stderr } = await trellis(['bus-factor', '--without', 'nobody@nowhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('Nobody here is called nobody@nowhere.');
  });

  test('a path outside of the repository is a usage error', async () => {
    expect((await trellis(['bus-factor', '--path', '../elsewhere'])).code).toBe(2);
  });

  test('--path counts from the current folder', async () => {
    await trellis(['bus-factor', '--path', '.'], {}, join(folder.path, 'lib'));
    expect(lastAsked('BusFactorOf')?.variables).toMatchObject({ path: 'lib' });
  });
});

describe('what strangers wrote', { timeout: 30_000 }, () => {
  test('never reaches a terminal as an escape sequence', async () => {
    const { stdout } = await trellis(['people']);
    expect(stdout).toContain('Ben 山田');
    expect(stdout).not.toContain(ESCAPE);
  });

  test('stays what it was in --json', async () => {
    const { people } = await json(['people']);
    expect(people[1].name).toBe(BEN.name);
  });
});

describe('colour and signs', { timeout: 30_000 }, () => {
  test('there is no colour outside of a terminal unless it is asked for', async () => {
    expect((await trellis(['heatmap'])).stdout).not.toContain(ESCAPE);
    expect((await trellis(['heatmap'], { FORCE_COLOR: '1' })).stdout).toContain(ESCAPE);
  });

  test.each([
    [['heatmap', '--ascii'], 'C.UTF-8'],
    [['heatmap'], 'C'],
  ])('%j in the locale %s draws with ASCII alone', async (args, LANG) => {
    expect((await trellis(args, { LANG })).stdout).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

describe('the other questions', { timeout: 30_000 }, () => {
  test('who lists people with their reasons', async () => {
    const { stdout } = await trellis(['who', 'lib']);
    expect(stdout).toContain('Who knows tiny/lib (4 source files)');
    expect(stdout).toContain('- created 2 of the files');
    const { people, files, path } = await json(['who', '.'], join(folder.path, 'lib'));
    expect({ files, path }).toEqual({ files: 4, path: 'lib' });
    expect(people[0]).toMatchObject({ developerId: ADA.id, name: 'Ada Lovelace', authoredFiles: 3, isActive: true });
  });

  test('a path that the analysed commit does not have fails', async () => {
    const { code, stdout } = await trellis(['who', 'nowhere', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'PATH_UNKNOWN', message: 'The head has no nowhere.', remedy: 'Ask for another path.' },
    });
  });

  test('profile is one of the person whose e-mail git writes here', async () => {
    const answer = await json(['profile']);
    expect(answer).toMatchObject({
      developerId: ADA.id,
      emails: ['ada@example.org', 'ada@home.example'],
      commits: { value: 20 },
    });
    expect((await trellis(['profile'])).stdout).toContain('20 commits in tiny; active from 2024-01-01 to 2026-02-01');
  });

  test('profile works outside of a repository, over all of them', async () => {
    const { stdout } = await trellis(['profile', 'Ada Lovelace'], {}, '/');
    expect(stdout).toContain('20 commits in 1 repository');
    expect(lastAsked('Profile')?.variables).toMatchObject({ repositoryId: null });
  });

  test('heatmap has 7 rows of 24 hours, Monday first', async () => {
    const { hours, calendar } = await json(['heatmap']);
    expect(hours.matrix).toHaveLength(7);
    expect(hours.matrix[0][9]).toBe(7);
    expect(hours.matrix[6][23]).toBe(1);
    expect(calendar).toMatchObject({ total: 3, previousTotal: 1 });
  });

  test('heatmap of a person says where hours are not shared', async () => {
    const { stdout } = await trellis(['heatmap', 'ben@example.org', '--until', '2024-06-30']);
    expect(stdout).toContain('not shown. Hour patterns belong to the person');
    expect(lastAsked('PersonHeatmap')?.variables).toMatchObject({
      calendar: { to: '2024-06-30' },
      hours: { to: '2024-06-30' },
    });
  });

  test('people is filtered by the graph, not here', async () => {
    await json(['people', '--inactive', '--search', 'a', '--sort', 'activity', '--limit', '2', '--bots']);
    expect(lastAsked('PeoplePage')?.variables).toMatchObject({
      repositoryId: REPOSITORY_ID,
      activity: 'INACTIVE',
      search: 'a',
      sort: 'LAST_ACTIVITY',
      first: 2,
      bots: true,
    });
    expect((await trellis(['people', '--active', '--inactive'])).code).toBe(2);
  });

  test('status shows parts, repositories and what is missing', async () => {
    const { code, stdout } = await trellis(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('answering  gateway, teams, integrations, redis');
    expect(stdout).toContain('! tiny: History is cut off. git fetch --unshallow [SHALLOW_CLONE]');
    expect(stdout).toContain(
      'halted  tiny: teams stopped at batch 1 of 2. A stored batch is damaged. Resume the import.',
    );
    expect(stdout).not.toContain('analytics stopped');
    const answer = await json(['status']);
    expect(answer.repositories[0]).toMatchObject({ name: 'tiny', location: folder.path, commitCount: 40 });
  });

  test('login prints the link alone on stdout', async () => {
    const { stdout, stderr } = await trellis(['login']);
    expect(stdout).toBe('http://127.0.0.1:4000/sign-in#secret\n');
    expect(stderr).toContain('works once');
  });
});
