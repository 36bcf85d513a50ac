import { registry } from '@trellis/observability/registry.ts';
import { expect, it } from 'vitest';
import { OPERATION_NAMES } from './generated/operation-names.ts';
import { countOperation } from './operation-metrics.ts';
import { respond } from './stages/respond.ts';

const whole = respond({ data: { errors: 'in the data' } });
const partial = respond({ data: { a: null }, errors: [{ message: 'not this one' }] });

it('counts an operation of our clients by its name and how it ended, and every other as other', async () => {
  expect(OPERATION_NAMES).toContain('StartImport');
  countOperation('StartImport', whole, 2, 7);
  countOperation('StartImport', partial, 2, 7);
  countOperation('AdaLovelace', { ...whole, status: 429 }, 2, undefined);
  countOperation(undefined, { ...whole, status: 500 }, 2, undefined);
  const metrics = await registry.metrics();
  const count = (labels: string) => metrics.includes(`trellis_graphql_operation_seconds_count{${labels}} 1`);
  expect(count('operation="StartImport",outcome="ok"')).toBe(true);
  expect(count('operation="StartImport",outcome="partial"')).toBe(true);
  expect(count('operation="other",outcome="refused"')).toBe(true);
  expect(count('operation="other",outcome="failed"')).toBe(true);
  expect(metrics).toContain('trellis_graphql_operation_cost_sum{operation="StartImport"} 14');
  expect(metrics).not.toContain('Ada');
});
