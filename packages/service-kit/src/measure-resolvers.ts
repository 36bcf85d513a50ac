import { resolverTimer } from '@trellis/observability/metrics.ts';
import { type GraphQLSchema, isObjectType } from 'graphql';

/** Below the roots one call of so many is measured: a page has thousands. */
const SAMPLE = 16;

/**
 * Measures the resolvers that wait for something. What answers at once costs next to nothing and is left alone; of fields below the
 * roots every sixteenth call of each is measured.
 */
export function measureResolvers(subgraph: string, schema: GraphQLSchema): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (resolve === undefined) continue;
      const observe = resolverTimer(subgraph, `${type.name}.${field.name}`);
      const every = roots.has(type) ? 1 : SAMPLE;
      let calls = 0;
      field.resolve = (parent, args, context, info) => {
        if (calls++ % every !== 0) return resolve(parent, args, context, info);
        const startedMs = performance.now();
        const result: unknown = resolve(parent, args, context, info);
        if (result instanceof Promise) {
          const done = () => observe(performance.now() - startedMs);
          result.then(done, done);
        }
        return result;
      };
    }
  }
}
