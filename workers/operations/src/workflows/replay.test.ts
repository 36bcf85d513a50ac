import path from 'node:path';
import { recordedHistories, replayHistory, silenceTemporal } from '@trellis/temporal/replay.ts';
import { beforeAll, expect, it } from 'vitest';

const HISTORIES = path.join(import.meta.dirname, 'histories');
const workflowsPath = path.join(import.meta.dirname, '../workflows.ts');

beforeAll(silenceTemporal);

/**
 * Operations that are under way while a new version is rolled out go on under it: the new code has to take the same steps
 * as the histories show. Where the steps change on purpose, branch with `patched`, or record the histories again
 * (packages/temporal/scripts/record-history.ts) once no operation can be under way.
 */
it.each(recordedHistories(HISTORIES))('replays the recorded operation %s', async (file) => {
  await expect(replayHistory(workflowsPath, HISTORIES, file)).resolves.toBeUndefined();
});
