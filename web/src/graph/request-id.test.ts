import { expect, it } from 'vitest';
import { newRequestId } from './request-id.ts';

it('is another one each time, in the form that the gateway takes', () => {
  const ids = Array.from({ length: 50 }, newRequestId);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{32}$/);
});
