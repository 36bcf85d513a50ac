import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { WORKFLOW_INTERCEPTORS } from '../src/run-worker.ts';

/**
 * Writes the bundle that a started worker runs: bundling costs a second and a hundred megabytes that the worker would keep.
 * Usage: node packages/temporal/scripts/bundle-workflows.ts QUEUE
 */
const root = path.join(import.meta.dirname, '../../../workers', process.argv[2] as string);
const { code } = await bundleWorkflowCode({
  workflowsPath: path.join(root, 'src/workflows.ts'),
  workflowInterceptorModules: [WORKFLOW_INTERCEPTORS],
});
const file = path.join(root, 'dist/workflows.js');
await mkdir(path.dirname(file), { recursive: true });
await writeFile(`${file}.part`, code);
await rename(`${file}.part`, file);
