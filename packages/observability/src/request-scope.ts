import { AsyncLocalStorage } from 'node:async_hooks';

/** What runs for one request, wherever it runs: an API process or, later, a worker. */
export interface RequestScope {
  /** The id that the browser chose or got, in every log line. */
  readonly requestId: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `work` for a request: each log line written inside carries its id. Undefined: for no request in particular. */
export function forRequest<T>(requestId: string | null | undefined, work: () => T): T {
  return requestId === undefined || requestId === null ? work() : scopes.run({ requestId }, work);
}

/** The request that the caller runs for; undefined: none. */
export function currentRequest(): RequestScope | undefined {
  return scopes.getStore();
}
