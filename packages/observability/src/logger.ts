import pino from 'pino';
import { reportLogged } from './errors.ts';
import { createRedaction } from './redact.ts';
import { currentRequest } from './request-scope.ts';

export type Logger = pino.Logger;

const ERROR = 50;

/**
 * A structured JSON logger on stdout. Each line carries the id of the request that it was written for; what is logged as
 * an error is told to those who listen with `onError`.
 * @param secrets values of the configuration that must not appear in any line
 */
export function createLogger(
  level: string,
  service: string,
  secrets: readonly string[] = [],
  destination?: pino.DestinationStream,
): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => currentRequest() ?? {},
    hooks: {
      logMethod(args, method, lineLevel) {
        if (lineLevel >= ERROR) reportLogged(args, lineLevel > ERROR);
        method.apply(this, args);
      },
      streamWrite: createRedaction(secrets),
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
