import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { namedId } from '@trellis/contributions/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository, type TestRepository } from '../harness/git-repository.ts';
import { type Importer, type ImportRun, type Stream, startImporter } from '../harness/importer.ts';
import { canonicalRows } from '../harness/projection-rows.ts';
import { createGrowingRepository } from './growing-repository.ts';

const WORKSPACE = namedId('workspace', 'faults');
const SUBGRAPHS = ['analytics', 'developers', 'predictions', 'teams'];

/** So many commits take long enough to be cancelled, and more than a small disk. */
const LONG = 1_200;

let keys: Importer['installation']['config']['keys'];
let trellis: Importer;
let undisturbed: Importer;
let other: TestRepository;
const made: TestRepository[] = [];

beforeAll(async () => {
  undisturbed = await startImporter();
  ({ keys } = undisturbed.installation.config);
  // With the keys given, objects lie in a folder of its own, which can be filled and damaged.
  trellis = await startImporter(keys);
  other = shortHistory();
  await trellis.importInto(WORKSPACE, other.path);
});

afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
});

afterAll(async () => {
  await trellis?.stop();
  await undisturbed?.stop();
});

describe('a repository imported several times at once', () => {
  it('is imported once in a workspace, and every request follows the same run', async () => {
    const repository = keep(shortHistory());
    const ids = await Promise.all(Array.from({ length: 6 }, () => trellis.begin(WORKSPACE, repository.path)));
    expect(new Set(ids).size).toBe(1);
    await expectSameRows(await trellis.ended(WORKSPACE, ids[0] as string), repository);
  });

  it('has the rows of each workspace', async () => {
    const repository = keep(await longHistory());
    const workspaces = ['first', 'second'].map((name) => namedId('workspace', `faults ${name}`));
    const runs = await Promise.all(
      workspaces.map(async (id) => trellis.ended(id, await trellis.begin(id, repository.path))),
    );
    for (const [n, run] of runs.entries()) await expectSameRows(run, repository, workspaces[n]);
  }, 240_000);
});

describe('a cancelled import', () => {
  it('says so, leaves others alone, and goes on where it is resumed', async () => {
    const repository = keep(await longHistory());
    const id = await trellis.begin(WORKSPACE, repository.path);
    await until(async () => (await trellis.run(WORKSPACE, id)).commitsRead > 0);
    await trellis.ask(WORKSPACE, 'mutation ($id: ID!) { cancelImport(id: $id) { id } }', { id });
    const cancelled = await trellis.ended(WORKSPACE, id);
    expect(cancelled).toMatchObject({
      state: 'CANCELLED',
      error: { code: 'CANCELLED', remedy: expect.stringMatching(/Resume/) },
    });
    await expectOthersGoOn();
    await expectSameRows(await resume(cancelled), repository);
  }, 240_000);
});

describe('a full disk', () => {
  it.skipIf(!canMount())(
    'fails what does not fit by name, lets the rest in, and is mended by room',
    async () => {
      const repository = keep(await longHistory());
      const folder = path.join(trellis.installation.config.dataDir, 'objects');
      mount(folder, 'size=144k');
      const balloon = path.join(folder, 'balloon');
      writeFileSync(balloon, Buffer.alloc(64 * 1024));
      try {
        const failed = await trellis.ended(WORKSPACE, await trellis.begin(WORKSPACE, repository.path));
        expect(failed).toMatchObject({
          state: 'FAILED',
          error: {
            code: 'STORAGE_FULL',
            message: expect.stringMatching(/full/),
            remedy: expect.stringMatching(/Free space/),
          },
        });
        // With a little room, a small history goes on while the long one still waits.
        rmSync(balloon);
        const small = keep(shortHistory());
        expect((await trellis.ended(WORKSPACE, await trellis.begin(WORKSPACE, small.path))).state).toBe('SUCCEEDED');
        execFileSync('mount', ['-o', 'remount,size=64m', folder]);
        await expectSameRows(await resume(failed), repository);
      } finally {
        execFileSync('umount', ['--lazy', folder]);
      }
    },
    240_000,
  );
});

describe('a full disk of clones', () => {
  it.skipIf(!canMount())(
    'is named as such, not as a remote that can not be reached, and is mended by room',
    async () => {
      const repository = keep(await longHistory());
      const folder = path.join(trellis.installation.config.dataDir, 'clones');
      mount(folder, 'size=300k');
      try {
        const url = `file://${repository.path}`;
        const failed = await trellis.ended(WORKSPACE, await trellis.begin(WORKSPACE, url));
        expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'STORAGE_FULL' } });
        await expectOthersGoOn();
        execFileSync('mount', ['-o', 'remount,size=64m', folder]);
        const mended = await resume(failed);
        expect(mended).toMatchObject({ state: 'SUCCEEDED', error: null });
        expect(mended.repository.commitCount).toBe(Number(repository.git('rev-list', '--count', 'HEAD')));
      } finally {
        execFileSync('umount', ['--lazy', folder]);
      }
    },
    240_000,
  );
});

/** What is done to the stored objects of a repository before any of it is projected, and who stops at what. */
const DAMAGES: readonly {
  readonly what: string;
  readonly folder: 'batches' | 'texts' | 'aliases' | 'heads';
  readonly harm: (file: string) => void;
  readonly code: string;
  readonly batch: number | null;
  readonly halted: readonly string[];
}[] = [
  {
    what: 'a flipped byte in a batch',
    folder: 'batches',
    harm: flip,
    code: 'BATCH_CORRUPT',
    batch: 1,
    halted: SUBGRAPHS,
  },
  {
    what: 'a batch that is gone',
    folder: 'batches',
    harm: remove,
    code: 'OBJECT_MISSING',
    batch: 1,
    halted: SUBGRAPHS,
  },
  {
    what: 'a flipped byte in subjects',
    folder: 'texts',
    harm: flip,
    code: 'BATCH_CORRUPT',
    batch: 1,
    halted: ['analytics', 'predictions'],
  },
  {
    what: 'a flipped byte in names',
    folder: 'aliases',
    harm: flip,
    code: 'BATCH_CORRUPT',
    batch: null,
    halted: ['developers'],
  },
  {
    what: 'a flipped byte in the files at the head',
    folder: 'heads',
    harm: flip,
    code: 'BATCH_CORRUPT',
    batch: null,
    halted: ['teams'],
  },
];

describe('a damaged object', () => {
  it.each(DAMAGES)(
    '$what stops who needs it, and is read again from git',
    async ({ folder, harm, code, batch, halted }) => {
      const repository = keep(shortHistory());
      await trellis.stopProjecting();
      const id = await trellis.begin(WORKSPACE, repository.path);
      await until(async () => {
        const { commitsTotal, commitsRead } = await trellis.run(WORKSPACE, id);
        return commitsTotal !== null && commitsRead === commitsTotal;
      });
      for (const file of objectsOf((await trellis.run(WORKSPACE, id)).repository.id, folder)) harm(file);
      await trellis.startProjecting();
      const failed = await trellis.ended(WORKSPACE, id);
      expect(failed).toMatchObject({
        state: 'FAILED',
        error: { code, remedy: expect.stringMatching(/read again from git/) },
      });
      expect(haltedIn(failed)).toEqual(halted);
      for (const { halted: halt } of failed.repository.streams) {
        if (halt !== null) expect(halt).toMatchObject({ code, batch, remedy: expect.stringMatching(/Resume/) });
      }
      await expectOthersGoOn();
      await expectSameRows(await resume(failed), repository);
    },
    180_000,
  );

  it('the last head is read again with its whole history', async () => {
    const repository = keep(shortHistory());
    const {
      repository: { id },
    } = await trellis.importInto(WORKSPACE, repository.path);
    for (const file of objectsOf(id, 'heads')) flip(file);
    repository.write({ 'later.ts': 'let later = 1;\n' });
    repository.commit();
    const run = await trellis.ended(WORKSPACE, await trellis.begin(WORKSPACE, repository.path));
    expect(run.fromStart).toBe(true);
    await expectSameRows(run, repository);
  }, 180_000);
});

describe('a refused batch', () => {
  it('stops its projection alone, and is applied once that can take it', async () => {
    const repository = keep(shortHistory());
    repository.write({ 'refuse-me.ts': 'let refused = 1;\n' });
    repository.commit();
    const owner = trellis.installation.databases.teams.ownerPool;
    await owner.query("alter table projection.path add constraint refused check (path <> 'refuse-me.ts')");
    const failed = await trellis.ended(WORKSPACE, await trellis.begin(WORKSPACE, repository.path));
    expect(failed).toMatchObject({
      state: 'FAILED',
      error: {
        code: 'BATCH_REFUSED',
        message: expect.stringMatching(/teams/),
        remedy: expect.stringMatching(/resume/),
      },
    });
    expect(haltedIn(failed)).toEqual(['teams']);
    const others = failed.repository.streams.filter(({ subgraph }) => subgraph !== 'teams');
    expect(others.map(({ state }) => state)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
    const once = await undisturbed.importInto(WORKSPACE, repository.path);
    const expected = await canonicalRows(undisturbed.installation, WORKSPACE, once.repository.id, 'same');
    const rows = await canonicalRows(trellis.installation, WORKSPACE, once.repository.id, 'same');
    expect(rows['analytics.commit']).toEqual(expected['analytics.commit']);
    expect(rows['teams.path']).toEqual([]);
    await expectOthersGoOn();
    await owner.query('alter table projection.path drop constraint refused');
    await expectSameRows(await resume(failed), repository);
  }, 180_000);
});

function haltedIn(run: ImportRun): string[] {
  return run.repository.streams.filter(({ state }) => state === 'HALTED').map(({ subgraph }: Stream) => subgraph);
}

async function resume({ id }: ImportRun): Promise<ImportRun> {
  await trellis.ask(WORKSPACE, 'mutation ($id: ID!) { resumeImport(id: $id) { id } }', { id });
  return trellis.ended(WORKSPACE, id);
}

/** The run succeeded, nothing is halted, and the rows are those of an undisturbed import. */
async function expectSameRows(run: ImportRun, repository: TestRepository, workspace = WORKSPACE): Promise<void> {
  expect(run).toMatchObject({ state: 'SUCCEEDED', error: null });
  expect(run.repository.streams.map(({ subgraph, state }) => `${subgraph} ${state}`)).toEqual(
    SUBGRAPHS.map((name) => `${name} COMPLETE`),
  );
  const once = await undisturbed.importInto(workspace, repository.path);
  expect(run.repository.id).toBe(once.repository.id);
  const rows = await canonicalRows(trellis.installation, workspace, once.repository.id);
  const expected = await canonicalRows(undisturbed.installation, workspace, once.repository.id);
  expect(expected['analytics.commit']).toHaveLength(once.repository.commitCount);
  for (const [table, those] of Object.entries(expected)) {
    // Names and people are the workspace's, and one side has repositories that the other has not.
    if (!/\.(people|alias|developer|mailmap_entry)$/.test(table)) expect(rows[table], table).toEqual(those);
  }
}

/** Another repository gets a commit, and is up to date with it in a moment. */
async function expectOthersGoOn(): Promise<void> {
  other.write({ 'other.ts': `let at = ${Math.random()};\n` });
  const headSha = other.commit();
  expect(await trellis.importInto(WORKSPACE, other.path)).toMatchObject({ repository: { headSha } });
}

function objectsOf(repositoryId: string, folder: string): string[] {
  const root = path.join(
    trellis.installation.config.dataDir,
    'objects/workspaces',
    WORKSPACE,
    'repositories',
    repositoryId,
  );
  return execFileSync('find', [root, '-type', 'f', '-path', `*/${folder}/*`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

function remove(file: string): void {
  rmSync(file);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

function keep<T extends TestRepository>(repository: T): T {
  made.push(repository);
  return repository;
}

function longHistory(): Promise<TestRepository> {
  return createGrowingRepository(Math.floor(Math.random() * 1_000_000), LONG);
}

function shortHistory(): TestRepository {
  const repository = createTestRepository();
  for (let n = 0; n < 5; n++) {
    repository.write({ [`src/file${n}.ts`]: `let a = ${Math.random()};\n`.repeat(20), 'README.md': `${n}\n` });
    repository.commit({ author: n % 2 === 0 ? 'Ada <ada@example.org>' : 'Grace <grace@example.org>' });
  }
  return repository;
}

/** A small file system in memory, where the system lets us. */
function mount(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'trellis-full', folder], { stdio: 'pipe' });
}

function canMount(): boolean {
  const folder = path.join(execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim());
  try {
    mount(folder, 'size=64k');
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
