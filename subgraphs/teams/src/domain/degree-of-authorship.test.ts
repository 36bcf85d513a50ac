import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreeOfAuthorship, inMillionths, isAuthor } from './degree-of-authorship.ts';

const changes = fc.integer({ min: 0, max: 10_000 });

describe('degreeOfAuthorship', () => {
  it('has the weights of the paper', () => {
    expect(degreeOfAuthorship(true, 0, 0)).toBeCloseTo(4.391, 10);
    expect(degreeOfAuthorship(false, 10, 0)).toBeCloseTo(4.933, 10);
    expect(degreeOfAuthorship(false, 1, 99)).toBeCloseTo(3.457 - 0.321 * Math.log(100), 10);
  });

  it('rises with own changes and falls with those of others', () => {
    fc.assert(
      fc.property(fc.boolean(), changes, changes, (created, own, others) => {
        const degree = degreeOfAuthorship(created, own, others);
        expect(degreeOfAuthorship(created, own + 1, others)).toBeGreaterThan(degree);
        expect(degreeOfAuthorship(created, own, others + 1)).toBeLessThan(degree);
      }),
    );
  });
});

describe('isAuthor', () => {
  it('asks for more than three quarters of the highest degree', () => {
    expect([isAuthor(3, 4, true), isAuthor(3.01, 4, true)]).toEqual([false, true]);
  });

  it('asks for 3.293, but of creators', () => {
    expect([isAuthor(3.29, 3.3, false), isAuthor(3.293, 3.3, false), isAuthor(3.29, 3.3, true)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('makes nobody an author where no degree is above zero', () => {
    expect(isAuthor(-1, -1, true)).toBe(false);
  });
});

describe('inMillionths', () => {
  it('makes sums that do not depend on the order of their terms', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), changes, changes)), (all) => {
        const degrees = all.map((one) => inMillionths(degreeOfAuthorship(...one)));
        const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
        expect(sum(degrees)).toBe(sum([...degrees].reverse()));
      }),
    );
  });
});
