import { namedId } from '@trellis/contributions/ids.ts';
import { PROJECTOR_VERSIONS } from '@trellis/contributions/projection.ts';
import { NOBODY } from '@trellis/contributions/rebuild.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { canonicalRows } from './harness/projection-rows.ts';
import { type RebuildingTrellis, startRebuildingTrellis } from './harness/rebuilding-trellis.ts';

const logger = createLogger('silent', 'test');
const workspace = namedId('projector', 'version');
let trellis: RebuildingTrellis;

beforeAll(async () => {
  trellis = await startRebuildingTrellis({ analysis: false });
});
afterAll(() => trellis.stop());

const startWorker = (versions: Partial<typeof PROJECTOR_VERSIONS>, everyMs: number) =>
  startAnalysis(trellis.installation.config, logger, { versions: { ...PROJECTOR_VERSIONS, ...versions }, everyMs });

const ask = async (subgraph: 'teams' | 'developers' | 'integrations', query: string) =>
  (await trellis.installation.databases[subgraph].ownerPool.query(query)).rows;
const operations = () =>
  ask('integrations', 'select state, input, requested_by as by from record.operation order by created_at');
const readVersions = async () =>
  (
    await ask('teams', "select projector_version as version from record.generation where state in ('current', 'past')")
  ).map(({ version }) => version);

describe('a newer version of a projector', () => {
  it('rebuilds what the older one wrote, once, however many processes find it, and nothing else', async () => {
    const repository = createTestRepository();
    repository.write({ 'a.ts': 'export const a = 1;\n' });
    repository.commit();
    const older = await startWorker({}, 50);
    const end = await trellis.importInto(workspace, repository.path);
    const before = await canonicalRows(trellis.installation, workspace, end.repository.id, 'same');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await operations()).toEqual([]);
    await older.stop();

    // These two look at their start only, both at once; the third one again and again.
    const newer = await Promise.all([startWorker({ teams: 2 }, 60_000), startWorker({ teams: 2 }, 60_000)]);
    await expect.poll(readVersions, { timeout: 15_000 }).toEqual([2]);
    newer.push(await startWorker({ teams: 2 }, 50));
    // Several looks later it is still the one.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await operations()).toEqual([
      { state: 'SUCCEEDED', input: { subgraph: 'teams', repositoryId: null, olderThan: 2 }, by: NOBODY },
    ]);
    expect(await canonicalRows(trellis.installation, workspace, end.repository.id, 'same')).toEqual(before);
    expect(await ask('developers', 'select stream = generation as imported from record.generation')).toEqual([
      { imported: true },
    ]);
    for (const worker of newer) await worker.stop();
    repository.remove();
  }, 60_000);

  it('leaves rows as they are where an older process takes the work, until a newer one does', async () => {
    const [{ generation } = { generation: '' }] = await ask(
      'teams',
      "select generation from record.generation where state = 'current'",
    );
    const older = await startWorker({ teams: 2 }, 60_000);
    await trellis.installation.databases.integrations.ownerPool.query(
      `insert into record.operation (workspace_id, operation_id, kind, input, requested_by, requested_role)
       values ($1, gen_random_uuid(), 'rebuildProjection', '{"subgraph":"teams","repositoryId":null,"olderThan":3}', $2, 'owner')`,
      [workspace, NOBODY],
    );
    await expect.poll(async () => (await operations()).at(-1).state, { timeout: 10_000 }).toBe('RUNNING');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ask('teams', 'select generation from record.generation')).toEqual([{ generation }]);
    await older.stop();
    const newer = await startWorker({ teams: 3 }, 60_000);
    await expect.poll(readVersions, { timeout: 30_000 }).toEqual([3]);
    await newer.stop();
  }, 60_000);
});
