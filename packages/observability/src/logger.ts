import pino from 'pino';
import { reportLogged } from './errors.ts';
import { createRedaction } from './redact.ts';
import { currentRequest } from './request-scope.ts';

export type Logger = pino.Logger;

const ERROR = 50;

/** What PostgreSQL quotes of rows in an error; its code, its message and the names of table and constraint say enough. */
const ROW_FIELDS = ['detail', 'where', 'internalQuery', 'parameters'];

function withoutRows(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(fields.filter(([name]) => !ROW_FIELDS.includes(name)));
}

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
    serializers: { err: withoutRows },
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
