import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, git, temporaryFolder } from '../testing/git-folder.ts';
import { type GraphStandIn, startGraph } from '../testing/graph-stand-in.ts';
import { pointedAt, runCli } from '../testing/run-cli.ts';
import { ADA, BEN, REPOSITORY_ID, worldOf } from '../testing/world.ts';

let folder: Folder;
let graph: GraphStandIn;
/** How often an operation was asked after; it ends with the second look. */
let looks = 0;

const emailOf = (known: typeof ADA) => known.aliases.at(-1)?.email ?? '';

const operation = (kind: string, state: string, error: unknown = null) => ({
  __typename: kind === 'REMOVE_REPOSITORY' ? 'MaintenanceOperation' : 'IdentityOperation',
  id: '00000000-0000-4000-8000-0000000000aa',
  kind,
  state,
  step: 'apply',
  done: 1,
  total: 4,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
  error,
});

const person = (id: string, name: string, commits: number) => ({
  id,
  name,
  isBot: false,
  aliases: [{ id, name, email: `${id}@example.org` }],
  commits,
  activeDays: 3,
  firstActiveOn: '2024-01-01',
  lastActiveOn: '2025-01-01',
  repositories: [],
});

beforeAll(async () => {
  folder = temporaryFolder();
  git(folder.path, ['init', '-q']);
  const { world } = worldOf(folder.path);
  graph = await startGraph({
    ...world,
    previewMerge: {
      before: [person(ADA.id, 'Ada Lovelace', 30), person(BEN.id, 'Ben', 10)],
      after: [person(ADA.id, 'Ada Lovelace', 39)],
      repositories: [],
      warnings: [{ code: 'CREDITED_TOGETHER', message: 'One commit names both.' }],
      agreement: {
        id: ADA.id,
        touchesClaimed: false,
        claimed: [],
        needs: 'ADMIN',
        explanation: 'An admin may decide.',
      },
    },
    mergeDevelopers: () => operation('APPLY_IDENTITY_DECISION', 'QUEUED'),
    identityOperation: () => {
      looks += 1;
      return operation('APPLY_IDENTITY_DECISION', looks < 2 ? 'RUNNING' : 'SUCCEEDED');
    },
    previewRemoval: {
      repositoryId: REPOSITORY_ID,
      name: 'tiny',
      commits: 40,
      pastStates: 0,
      batches: 1,
      deletesClone: false,
      keeps: 'The folder stays as it is.',
      peopleOnlyHere: 2,
      cancels: null,
    },
    removeRepository: () =>
      operation('REMOVE_REPOSITORY', 'FAILED', {
        code: 'OPERATION_FAILED',
        message: 'It broke.',
        remedy: 'Try again.',
      }),
  });
});

afterAll(async () => {
  await graph.stop();
  folder.remove();
});

const trellis = (args: readonly string[]) => runCli(args, { cwd: folder.path, env: pointedAt(graph.url) });
const timesAsked = (name: string) => graph.asked.filter(({ operationName }) => operationName === name).length;

describe('merge', { timeout: 30_000 }, () => {
  test('shows what would change, and changes nothing without --yes', async () => {
    const { code, stdout } = await trellis(['merge', emailOf(ADA), emailOf(BEN)]);
    expect(code).toBe(0);
    expect(stdout).toContain('As it would be');
    expect(stdout).toContain('One commit names both. [CREDITED_TOGETHER]');
    expect(stdout).toContain('Nothing was changed.');
    expect(timesAsked('Merge')).toBe(0);
  });

  test('with --yes waits until the decision is everywhere', async () => {
    const { code, stdout } = await trellis(['merge', emailOf(ADA), emailOf(BEN), '--yes', '--reason', 'same desk']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Merged.') });
    const asked = graph.asked.find(({ operationName }) => operationName === 'Merge');
    expect(asked?.variables).toEqual({ input: { survivorId: ADA.id, otherIds: [BEN.id], reason: 'same desk' } });
    expect(timesAsked('FollowIdentityOperation')).toBe(2);
  });
});

describe('remove', { timeout: 30_000 }, () => {
  test('says what goes and what stays, and does nothing without the name', async () => {
    const { code, stdout } = await trellis(['remove']);
    expect(code).toBe(0);
    expect(stdout).toContain('stays  The folder stays as it is.');
    expect(stdout).toContain('--confirm "tiny"');
    expect(timesAsked('Remove')).toBe(0);
  });

  test('an operation that fails is a failure of the command, with its own code and remedy', async () => {
    const { code, stdout, stderr } = await trellis(['remove', '--confirm', 'tiny', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toEqual({ code: 'OPERATION_FAILED', message: 'It broke.', remedy: 'Try again.' });
    expect(stderr).toContain('It broke.');
  });
});
