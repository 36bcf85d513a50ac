import { Counter } from 'prom-client';
import { registry } from './registry.ts';
import { currentRequest } from './request-scope.ts';

/** An unexpected error in a form that may leave the house: what failed and where, without what it was about. */
export interface ErrorReport {
  readonly time: string;
  readonly isFatal: boolean;
  /** The kind of error, e.g. TypeError. */
  readonly name: string;
  /** A code that the code gave it, e.g. ECONNREFUSED or 57014. */
  readonly code: string | undefined;
  /** What we were doing: the fixed text of the log line. */
  readonly event: string;
  /** Where it came from, innermost first: `function (file:line:column)`, files below the project. */
  readonly frames: readonly string[];
  /** Where the log has the message and everything else. */
  readonly requestId: string | undefined;
  /** Which part of us: fixed names such as activity, queue, subgraph. */
  readonly context: Readonly<Record<string, string | number>>;
}

/** Hears of every unexpected error. It must not block; what it throws is dropped. */
export type ErrorHook = (report: ErrorReport) => void;

const hooks = new Set<ErrorHook>();
const caught = new Counter({
  name: 'trellis_errors_total',
  help: 'Unexpected errors that were logged.',
  registers: [registry],
});

/** Calls `hook` for each unexpected error from now on. @returns stop */
export function onError(hook: ErrorHook): () => void {
  hooks.add(hook);
  return () => void hooks.delete(hook);
}

/** Tells the hooks of what was logged as an error. @param args of the logger's call: an error or an object with one, and a text */
export function reportLogged(args: readonly unknown[], isFatal: boolean): void {
  caught.inc();
  if (hooks.size === 0) return;
  const report = makeReport(args, isFatal);
  for (const hook of hooks) {
    try {
      hook(report);
    } catch {
      // Whoever listens must not make things worse; the log has the error anyhow.
    }
  }
}

/** Fields of a log line that name a part of us, never a person or what they own. */
const CONTEXT_FIELDS = ['activity', 'attempt', 'queue', 'subgraph', 'dependency', 'handler', 'signal'];
const MAX_FRAMES = 12;
const ROOT = new URL('../../../', import.meta.url).pathname;

function makeReport([first, second]: readonly unknown[], isFatal: boolean): ErrorReport {
  const fields: Record<string, unknown> = typeof first === 'object' && first !== null ? { ...first } : {};
  const error = first instanceof Error ? first : fields.err instanceof Error ? fields.err : undefined;
  const code: unknown = error === undefined ? undefined : (error as { code?: unknown }).code;
  const text = [first, second].find((value) => typeof value === 'string');
  const requestId = fields.requestId ?? currentRequest()?.requestId;
  return {
    time: new Date().toISOString(),
    isFatal,
    name: word(error?.name) ?? 'Error',
    code: word(code),
    event: typeof text === 'string' && text !== error?.message ? fixedText(text) : 'an error',
    frames: framesOf(error),
    requestId: typeof requestId === 'string' ? word(requestId) : undefined,
    context: Object.fromEntries(
      CONTEXT_FIELDS.map((name) => [name, fields[name]] as const).filter(
        (entry): entry is [string, string | number] => typeof entry[1] === 'number' || word(entry[1]) !== undefined,
      ),
    ),
  };
}

/** A name out of code, not a text: texts can hold names and addresses of people. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.$-]{1,64}$/.test(value) ? value : undefined;
}

/** What a log line says is written in the code; whatever was put into it afterwards stands in quotes or has signs of its own. */
function fixedText(text: string): string {
  return /^[\p{L}\d ,.;:’'-]{1,120}$/u.test(text) ? text : 'an error';
}

/** The frames of a stack without its message, and without where in the file system the project lies. */
function framesOf(error: Error | undefined): string[] {
  const lines = error?.stack?.split('\n') ?? [];
  const frames = lines.map((line) => /^ {4}at (?:(.+?) \()?((?:file:\/\/|node:)?[^()]+:\d+:\d+)\)?$/.exec(line));
  return frames
    .filter((frame) => frame !== null)
    .slice(0, MAX_FRAMES)
    .map(([, place = 'anonymous', where = '']) => `${place} (${withinProject(where)})`);
}

function withinProject(where: string): string {
  const file = where.replace(/^file:\/\//, '');
  if (file.startsWith('node:')) return file;
  if (file.startsWith(ROOT)) return file.slice(ROOT.length);
  return file.slice(file.lastIndexOf('/') + 1);
}
