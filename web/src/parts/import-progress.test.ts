import { expect, test } from 'vitest';
import { type ImportFacts, importFraction, isRunning, phaseText } from './import-progress.ts';

const reading: ImportFacts = { state: 'RUNNING', phase: 'READING', commitsTotal: 200, commitsProjected: 50 };

test('progress counts what the slowest projection has done', () => {
  expect(importFraction(reading)).toBe(0.25);
});

test('an import of nothing new is complete, one of unknown length has no fraction', () => {
  expect(importFraction({ ...reading, commitsTotal: 0, commitsProjected: 0 })).toBe(1);
  expect(importFraction({ ...reading, commitsTotal: null })).toBeNull();
  expect(importFraction({ ...reading, phase: 'PREPARING' })).toBeNull();
});

test('what waits and what runs can be cancelled, what ended can not', () => {
  expect(
    (['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const).map((state) => isRunning({ state })),
  ).toEqual([true, true, false, false, false]);
});

test('each phase says what comes next', () => {
  expect(phaseText(reading)).toBe('reading history; resolves people next');
  expect(phaseText({ ...reading, state: 'QUEUED' })).toBe('waiting to begin');
});
