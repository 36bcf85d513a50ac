import { expect, it } from 'vitest';
import { failureWords, haltedWords } from './failure-words.ts';

it('has words for every code with which an import can end by itself', () => {
  const codes = [
    'BATCH_CORRUPT',
    'OBJECT_MISSING',
    'BATCH_REFUSED',
    'BATCH_OUT_OF_SEQUENCE',
    'STORAGE_FULL',
    'CANCELLED',
  ];
  const told = codes.map((code) => failureWords(code).message);
  expect(new Set([...told, failureWords('IMPORT_FAILED').message]).size).toBe(codes.length + 1);
});

it('says of another code that a step failed', () => {
  expect(failureWords('WHATEVER')).toEqual(failureWords('IMPORT_FAILED'));
});

it('names who stopped, and where the first one did', () => {
  const words = haltedWords([
    { subgraph: 'analytics', code: 'BATCH_CORRUPT', batch: 3 },
    { subgraph: 'teams', code: 'BATCH_CORRUPT', batch: 4 },
  ]);
  expect(words.message).toMatch(/^Stopped at batch 3: analytics, teams\. /);
  expect(words.remedy).toBe(failureWords('BATCH_CORRUPT').remedy);
  expect(haltedWords([{ subgraph: 'teams', code: 'OBJECT_MISSING', batch: null }]).message).toMatch(
    /before the batches/,
  );
});
