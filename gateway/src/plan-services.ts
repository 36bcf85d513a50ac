import type { QueryPlan } from '@apollo/query-planner';

const known = new WeakMap<QueryPlan, ReadonlySet<string>>();

/** The subgraphs that a plan asks. */
export function planServices(plan: QueryPlan): ReadonlySet<string> {
  const remembered = known.get(plan);
  if (remembered !== undefined) return remembered;
  const services = new Set<string>();
  collect(plan.node, services);
  known.set(plan, services);
  return services;
}

/** Nodes differ in how they hold others; each that asks a subgraph names it. */
function collect(node: unknown, services: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if ('serviceName' in node) services.add(String(node.serviceName));
  for (const part of ['node', 'nodes', 'ifClause', 'elseClause', 'primary', 'deferred'] as const) {
    const inside = (node as Record<string, unknown>)[part];
    if (Array.isArray(inside)) for (const one of inside) collect(one, services);
    else collect(inside, services);
  }
}
