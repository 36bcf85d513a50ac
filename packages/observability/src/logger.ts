import pino from 'pino';

export type Logger = pino.Logger;

/** Fields that may hold a secret; they never reach a log whatever is logged around them. */
const SECRET_FIELDS = ['token', 'apiToken', 'secret', 'password', 'cookie', 'authorization'];

/** A structured JSON logger on stdout. */
export function createLogger(level: string, service: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
  });
}
