import { existsSync } from 'node:fs';
import path from 'node:path';
import type { QueueWork } from './run-worker.ts';

/**
 * Where a worker finds its workflows. In production the start has bundled them; elsewhere the source is what counts.
 * @param folder of the worker's package: sources in src/workflows.ts, the bundle in dist/workflows.js
 */
export function workflowsOf(folder: string): NonNullable<QueueWork['workflows']> {
  const bundle = path.join(folder, 'dist/workflows.js');
  return process.env.NODE_ENV === 'production' && existsSync(bundle)
    ? { bundle }
    : { source: path.join(folder, 'src/workflows.ts') };
}
