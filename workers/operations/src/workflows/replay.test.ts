import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Runtime, Worker } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';

const HISTORIES = path.join(import.meta.dirname, 'histories');
const workflowsPath = path.join(import.meta.dirname, '../workflows.ts');

beforeAll(() => {
  Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } as never });
});

/**
 * Operations that are under way while a new version is rolled out go on under it: the new code has to take the same steps
 * as the histories show. Where the steps change on purpose, branch with `patched`, or record the histories again
 * (workers/sync/scripts/record-history.ts) once no operation can be under way.
 */
it.each(readdirSync(HISTORIES))('replays the recorded operation %s', async (file) => {
  const history = JSON.parse(readFileSync(path.join(HISTORIES, file), 'utf8'));
  expect(history.events.length).toBeGreaterThan(10);
  await expect(Worker.runReplayHistory({ workflowsPath }, history)).resolves.toBeUndefined();
});
