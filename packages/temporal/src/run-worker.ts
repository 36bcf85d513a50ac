import { fileURLToPath } from 'node:url';
import type { Context } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { type ActivityInboundCallsInterceptor, NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Config, Queue } from '@trellis/config/config.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import type { Dependency } from '@trellis/observability/readiness.ts';
import { watchWorker } from '@trellis/observability/watched.ts';
import { isDiskFull } from './disk-full.ts';
import { logThrough } from './log-through.ts';
import { observeActivity } from './observe-activity.ts';

export interface RunningWorker {
  /** Stops taking work, lets running activities finish (or be cancelled after the grace time), then resolves. */
  stop(): Promise<void>;
  /** Without these the worker can't do its work. */
  readonly dependencies: readonly Dependency[];
  /** Resolves when it has stopped; rejects when it failed for good, and nothing is done any more on its queue. */
  readonly ended: Promise<void>;
}

export interface QueueWork {
  readonly queue: Queue;
  /** The workflows, bundled beforehand or as a file to bundle now; absent for a queue that serves activities only. */
  readonly workflows?: { readonly bundle: string } | { readonly source: string };
  readonly activities: object;
  readonly maxActivities: number;
}

/** Starts the worker of one queue. */
export async function runWorker(config: Config['temporal'], work: QueueWork, logger: Logger): Promise<RunningWorker> {
  logThrough(logger);
  const connection = await NativeConnection.connect({ address: config.address });
  const options: WorkerOptions = {
    connection,
    namespace: config.namespace,
    taskQueue: work.queue,
    activities: work.activities,
    maxConcurrentActivityTaskExecutions: work.maxActivities,
    // Import workflows are few and small; a large cache would only hold memory.
    maxCachedWorkflows: 50,
    // A cancellation reaches an activity with the answer to a heartbeat: it should not wait for most of the time-out.
    maxHeartbeatThrottleInterval: '1s',
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    interceptors: {
      ...workflowInterceptors(work.workflows),
      activity: [
        (context) => ({ inbound: observeActivity(context, work.queue, logger) }),
        (context) => ({ inbound: withBeat(context) }),
        (context) => ({ inbound: withoutContent(context, logger) }),
      ],
    },
    ...workflowOptions(work.workflows),
  };
  const worker = await Worker.create(options);
  const running = worker.run().catch((error: unknown) => {
    logger.error({ err: error, queue: work.queue }, 'worker stopped');
    throw error;
  });
  running.catch(() => undefined);
  const stopWatching = watchWorker(work.queue, { status: () => worker.getStatus(), maxActivities: work.maxActivities });
  return {
    ended: running,
    dependencies: [
      { name: 'temporal', check: () => connection.workflowService.describeNamespace({ namespace: config.namespace }) },
      { name: `${work.queue}.worker`, check: async () => expectRunning(worker) },
    ],
    async stop() {
      stopWatching();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.finally(() => connection.close());
    },
  };
}

function expectRunning(worker: Worker): void {
  const state = worker.getState();
  if (state !== 'RUNNING') throw new Error(`the worker is ${state}`);
}

/** How often an activity tells that its process lives. */
const BEAT_MS = 1_000;

/**
 * Beats as long as an activity runs: a worker that was killed is noticed within the heartbeat's time-out, not the
 * activity's, and a cancellation comes in.
 */
function withBeat(context: Context): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      const beat = setInterval(() => context.heartbeat(), BEAT_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

/**
 * What fails unexpectedly may carry names, addresses or rows in its message. It goes to the log; Temporal, whose
 * histories hold ids only, gets the kind of error.
 */
function withoutContent({ info, cancellationSignal }: Context, logger: Logger): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof TemporalFailure || cancellationSignal.aborted) throw error;
        logger.error({ err: error, activity: info.activityType, attempt: info.attempt }, 'an activity failed');
        if (isDiskFull((error as { code?: unknown }).code))
          throw ApplicationFailure.nonRetryable('STORAGE_FULL', 'STORAGE_FULL');
        const type = error instanceof Error ? error.name : 'Error';
        throw ApplicationFailure.create({ type, message: `${info.activityType} failed; the worker's log says why.` });
      }
    },
  };
}

/** The file with the interceptors that run inside of workflows; a bundle has them in it. */
export const WORKFLOW_INTERCEPTORS = fileURLToPath(new URL('./workflow-interceptors.ts', import.meta.url));

function workflowInterceptors(workflows: QueueWork['workflows']): { workflowModules?: string[] } {
  return workflows !== undefined && 'source' in workflows ? { workflowModules: [WORKFLOW_INTERCEPTORS] } : {};
}

function workflowOptions(workflows: QueueWork['workflows']): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (workflows === undefined) return {};
  return 'bundle' in workflows
    ? { workflowBundle: { codePath: workflows.bundle } }
    : { workflowsPath: workflows.source };
}
