import DataLoader from 'dataloader';
import type { ResolverContext } from './subgraph.ts';
import type { Viewer } from './viewer.ts';

/** Makes what every resolver of one request gets. */
export function createContext(
  viewer: Viewer,
  request: { readonly requestId: string; readonly signal?: AbortSignal | undefined; readonly now?: Date },
): ResolverContext {
  const loaders = new Map<string, DataLoader<unknown, unknown>>();
  return {
    viewer,
    requestId: request.requestId,
    signal: request.signal,
    now: request.now ?? new Date(),
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly V[]>) {
      const known = loaders.get(name);
      if (known !== undefined) return known as DataLoader<K, V>;
      const made = new DataLoader<K, V>(batch);
      loaders.set(name, made as DataLoader<unknown, unknown>);
      return made;
    },
  };
}
