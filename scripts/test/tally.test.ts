import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tallyOf } from './tally.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-tally-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: Record<string, unknown>): string {
  const file = join(folder, 'report.json');
  const empty = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  writeFileSync(file, JSON.stringify({ ...empty, ...content }));
  return file;
}

test('Passed, failed and skipped tests are counted.', () => {
  const file = report({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(tallyOf(file, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test('A file that could not be loaded is a failure.', () => {
  const file = report({ numPassedTests: 5, testResults: [{ status: 'failed', assertionResults: [] }] });
  expect(tallyOf(file, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('A file whose set-up fails after its tests were skipped is a failure.', () => {
  const file = report({
    numPendingTests: 2,
    testResults: [{ status: 'failed', assertionResults: [{ status: 'skipped' }] }],
  });
  expect(tallyOf(file, 1)).toMatchObject({ failed: 1 });
});

test('A runner that ends badly is a failure even when every test passed.', () => {
  expect(tallyOf(report({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('A runner that leaves no report is a failure.', () => {
  expect(tallyOf(join(folder, 'absent.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
