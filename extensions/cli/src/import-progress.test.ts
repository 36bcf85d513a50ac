import { expect, test } from 'vitest';
import { progressText } from './import-progress.ts';

const reading = {
  state: 'RUNNING',
  phase: 'READING',
  commitsTotal: 6_158,
  commitsRead: 3_000,
  commitsProjected: 1_540,
  message: null,
} as const;

test('an import says how far it is', () => {
  expect(progressText([{ label: 'express', run: reading }])).toBe(
    'express: reading history, 3,000 of 6,158 commits read, 25 % analysed',
  );
});

test('of several the first one that runs is shown, with how many have ended', () => {
  const ended = { ...reading, state: 'SUCCEEDED', phase: 'DONE' } as const;
  const queued = { ...reading, state: 'QUEUED', phase: 'PREPARING' } as const;
  const runs = [
    { label: 'a', run: ended },
    { label: 'b', run: queued },
    { label: 'c', run: reading },
  ];
  expect(progressText(runs)).toMatch(/^\[1 of 3 done\] c: reading history/);
});

test("what a clone reports can't steer the terminal", () => {
  const preparing = { ...reading, phase: 'PREPARING', message: 'receiving\u001b[2J objects 42 %' } as const;
  expect(progressText([{ label: 'a\nb', run: preparing }])).toBe('a b: receiving objects 42 %');
});
