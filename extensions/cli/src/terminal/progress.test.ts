import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function recorded(live: boolean) {
  const written: string[] = [];
  let at = 0;
  const progress = createProgress({ write: (text) => written.push(text), columns: 40 }, live, () => at);
  return { written, progress, wait: (ms: number) => (at += ms) };
}

test('without a terminal there is at most one line a second', () => {
  const { written, progress, wait } = recorded(false);
  for (let step = 0; step < 30; step += 1) {
    progress.update(`step ${step}`);
    wait(100);
  }
  expect(written).toEqual(['step 0\n', 'step 10\n', 'step 20\n']);
});

test('without a terminal nothing is repeated and no escape sequence written', () => {
  const { written, progress, wait } = recorded(false);
  progress.update('the same');
  wait(5_000);
  progress.update('the same');
  progress.done();
  expect(written).toEqual(['the same\n']);
});

test('on a terminal the line is rewritten, cut to its width, and gone at the end', () => {
  const { written, progress } = recorded(true);
  progress.update('x'.repeat(100));
  progress.done('done');
  expect(written).toEqual([`\r\x1b[K${'x'.repeat(39)}`, '\r\x1b[K', 'done\n']);
});

test('names in it can not steer the terminal', () => {
  const { written, progress } = recorded(false);
  progress.update('evil\u001b[2J\nname');
  expect(written).toEqual(['evil name\n']);
});
