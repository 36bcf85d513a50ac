import { type Config, ConfigError, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import type { Dependency } from '@trellis/observability/readiness.ts';
import { type RemoteSubgraph, remoteSubgraph } from '@trellis/service-kit/remote-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';

/** Every subgraph as a service: those of this process, and the others over HTTP. */
export interface Services {
  readonly byName: Readonly<Record<Subgraph, SubgraphService>>;
  /** Those of other processes, as something that has to be there. */
  readonly remote: readonly Dependency[];
  /** Closes the connections to the others. */
  close(): Promise<void>;
}

/**
 * Finds every subgraph; one that runs in this process goes before a URL.
 * @throws ConfigError naming the variable of a subgraph that runs nowhere
 */
export function findServices(config: Config, inProcess: Partial<Record<Subgraph, SubgraphService>>): Services {
  const remotes: RemoteSubgraph[] = [];
  const find = (name: Subgraph): SubgraphService => {
    const here = inProcess[name];
    if (here !== undefined) return here;
    const url = config.subgraphUrls[name];
    if (url === undefined) {
      const variable = `TRELLIS_SUBGRAPH_URL_${name.toUpperCase()}`;
      throw new ConfigError(`${variable}: is not set, and ${name} is not among the roles of this process.`);
    }
    const remote = remoteSubgraph(name, url);
    remotes.push(remote);
    return remote;
  };
  const byName = Object.fromEntries(SUBGRAPHS.map((name) => [name, find(name)])) as Record<Subgraph, SubgraphService>;
  const remote = remotes.map(({ name, ready }) => ({ name: `subgraph.${name}`, check: ready }));
  return { byName, remote, close: async () => void (await Promise.all(remotes.map((remote) => remote.close()))) };
}
