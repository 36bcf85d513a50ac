/** Something outside of this process without which a role can't do its work. */
export interface Dependency {
  /** A fixed name, e.g. `analytics.postgresql`, `storage`. */
  readonly name: string;
  /** Resolves when it does its part, rejects when not. */
  check(): Promise<unknown>;
  /** The role works without it, if less well: it is named, and does not count. */
  readonly isOptional?: boolean;
}

/** How one dependency is. */
export interface DependencyState {
  readonly status: 'ok' | 'unavailable';
  /** Why not, without what the error says: it may name hosts, roles or more. The log has it. */
  readonly reason?: string;
  readonly durationMs: number;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<string, DependencyState>>;
}

/** How long a dependency may take to say that it is there. */
const CHECK_MS = 3_000;

/** A dependency is not there. Its message names it and nothing else. */
export class DependencyUnavailable extends Error {
  readonly code = 'UNAVAILABLE';
  readonly dependency: string;

  constructor(dependency: string, options?: ErrorOptions) {
    super(`${dependency} is not available.`, options);
    this.dependency = dependency;
  }
}

/** Asks every dependency at once, each within its time. Never rejects. @param onFailure hears of each that is not there */
export async function checkDependencies(
  dependencies: readonly Dependency[],
  onFailure: (name: string, error: unknown) => void,
  withinMs = CHECK_MS,
): Promise<Readiness> {
  const states = await Promise.all(
    dependencies.map(async ({ name, check }) => [name, await stateOf(name, check, onFailure, withinMs)] as const),
  );
  const checks = Object.fromEntries(states);
  return { isReady: dependencies.every(({ name, isOptional }) => isOptional || checks[name]?.status === 'ok'), checks };
}

/** Resolves when all that count are there. @throws DependencyUnavailable for the first by name that is not */
export async function requireDependencies(dependencies: readonly Dependency[], withinMs?: number): Promise<void> {
  const causes = new Map<string, unknown>();
  const needed = dependencies.filter(({ isOptional }) => !isOptional);
  const { checks } = await checkDependencies(needed, (name, cause) => causes.set(name, cause), withinMs);
  for (const { name } of needed)
    if (checks[name]?.status !== 'ok') throw new DependencyUnavailable(name, { cause: causes.get(name) });
}

async function stateOf(
  name: string,
  check: Dependency['check'],
  onFailure: (name: string, error: unknown) => void,
  withinMs: number,
): Promise<DependencyState> {
  const startedMs = performance.now();
  const durationMs = () => Math.round(performance.now() - startedMs);
  try {
    await withinTime(check, withinMs);
    return { status: 'ok', durationMs: durationMs() };
  } catch (error) {
    onFailure(name, error);
    return { status: 'unavailable', reason: reasonOf(error), durationMs: durationMs() };
  }
}

function withinTime(check: Dependency['check'], withinMs: number): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeoutError(`no answer within ${withinMs} ms`)), withinMs);
  return Promise.race([Promise.resolve().then(check), promise]).finally(() => clearTimeout(timer));
}

class TimeoutError extends Error {
  readonly code = 'TIMEOUT';
}

/** The code of an error, which drivers and we give; never its words. */
function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? code : 'FAILED';
}
