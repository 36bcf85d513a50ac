import path from 'node:path';
import type { Config } from '@trellis/config/config.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { type RunningWorker, runWorker } from '@trellis/temporal/run-worker.ts';
import { workflowsOf } from '@trellis/temporal/workflow-bundle.ts';

/** The worker of the operations queue: workflows only; what they do is done on the queues of those who own the data. */
export function start(config: Config, logger: Logger): Promise<RunningWorker> {
  const workflows = workflowsOf(path.join(import.meta.dirname, '..'));
  return runWorker(config.temporal, { queue: 'operations', workflows, activities: {}, maxActivities: 1 }, logger);
}
