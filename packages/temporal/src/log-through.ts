import type { LogLevel, LogMetadata } from '@temporalio/common';
import { Runtime, type RuntimeOptions } from '@temporalio/worker';
import type { Logger } from '@trellis/observability/logger.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let isInstalled = false;

/**
 * Lets Temporal's runtime, of which a process has one, write into the process's log, in its form, and leaves signals to the process, which stops
 * its roles in an order. What is installed first stays.
 */
export function logThrough(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  try {
    Runtime.install(runtimeOptions(logger));
  } catch (error) {
    // A test has installed one of its own.
    if ((error as Error).name !== 'IllegalStateError') throw error;
  }
}

/** What the runtime is made with. */
export function runtimeOptions(logger: Logger): RuntimeOptions {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}) => {
    const { error, ...fields } = meta;
    logger[LEVELS[level]]({ ...fields, ...(error === undefined ? {} : { err: error }) }, message);
  };
  return {
    logger: {
      log,
      trace: (message, meta) => log('TRACE', message, meta),
      debug: (message, meta) => log('DEBUG', message, meta),
      info: (message, meta) => log('INFO', message, meta),
      warn: (message, meta) => log('WARN', message, meta),
      error: (message, meta) => log('ERROR', message, meta),
    },
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  };
}
