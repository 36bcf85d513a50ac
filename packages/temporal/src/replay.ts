import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Runtime, Worker } from '@temporalio/worker';
import { WORKFLOW_INTERCEPTORS } from './run-worker.ts';

/** Fewer events than a workflow that did something leaves: the file holds nothing. */
const LEAST_EVENTS = 10;
const nobody = () => undefined;

/** The recorded histories in a folder, by file name. */
export function recordedHistories(folder: string): string[] {
  return readdirSync(folder).sort();
}

/**
 * Has workflows go through a recorded history again, as a worker of a new version does with what is under way.
 * @param workflowsPath the module that exports the workflows
 * @throws where they take other steps than the history shows, or it shows next to none
 */
export async function replayHistory(workflowsPath: string, folder: string, file: string): Promise<void> {
  const history = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  if (!(history.events?.length > LEAST_EVENTS)) throw new Error(`${file} holds no history.`);
  const interceptors = { workflowModules: [WORKFLOW_INTERCEPTORS] };
  await Worker.runReplayHistory({ workflowsPath, interceptors }, history);
}

/** Keeps the replays quiet; once a process, before the first. */
export function silenceTemporal(): void {
  const logger = { log: nobody, trace: nobody, debug: nobody, info: nobody, warn: nobody, error: nobody };
  Runtime.install({ logger });
}
