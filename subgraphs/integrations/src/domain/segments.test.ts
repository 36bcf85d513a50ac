import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentCount, segmentRange, segmentSizeFor } from './segments.ts';

describe('segments', () => {
  it('cover every commit once, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (commits) => {
        const reading = { commits, segmentSize: segmentSizeFor(commits) };
        let next = 0;
        for (let segment = 0; segment < segmentCount(reading); segment++) {
          const { from, to } = segmentRange(reading, segment);
          expect(from).toBe(next);
          expect(to).toBeGreaterThan(from);
          next = to;
        }
        expect(next).toBe(commits);
      }),
      { numRuns: 50 },
    );
  });

  it('are none where nothing is to be read', () => {
    expect(segmentCount({ commits: 0, segmentSize: segmentSizeFor(0) })).toBe(0);
  });

  it('stay small enough to be held in memory', () => {
    expect(segmentSizeFor(1_000_000)).toBe(4_000);
  });
});
