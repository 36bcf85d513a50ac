import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import type { Config } from '@trellis/config/config.ts';
import type { Dependency } from '@trellis/observability/readiness.ts';
import { traced } from '@trellis/observability/tracing.ts';
import { withRequestHeaders } from './request-headers.ts';

/**
 * A lazy client: it connects with the first call, and again after the server came back. Workflows that it starts know the
 * request that they were asked for by.
 */
export function createTemporalClient(config: Config['temporal']): Client {
  const connection = Connection.lazy({ address: config.address, connectTimeout: '10s' });
  const interceptors = { workflow: [withRequest] };
  return new Client({ connection, namespace: config.namespace, interceptors });
}

/**
 * Temporal, as a subgraph needs it: it answers, and knows the namespace. Without it queries are answered, and what mutations owe
 * waits in the outbox.
 */
export function temporalDependency({ connection, options }: Client): Dependency {
  const { namespace } = options;
  return {
    name: 'temporal',
    check: () => connection.workflowService.describeNamespace({ namespace }),
    isOptional: true,
  };
}

const withRequest: WorkflowClientInterceptor = {
  startWithDetails: (input, next) =>
    traced(`start ${input.workflowType}`, { kind: 'producer' }, () =>
      next({ ...input, headers: withRequestHeaders(input.headers) }),
    ),
  signalWithStart: (input, next) =>
    traced(`start ${input.workflowType}`, { kind: 'producer' }, () =>
      next({ ...input, headers: withRequestHeaders(input.headers) }),
    ),
};
