import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitKey, packPosting } from './posting.ts';

const anySha = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('a posting fits into a positive bigint of PostgreSQL and gives back what it holds', () => {
  fc.assert(
    fc.property(anySha, fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 255 }), (sha, count, length) => {
      const packed = packPosting(commitKey(sha), count, length);
      expect(packed).toBeLessThan(2n ** 63n);
      expect([packed >> 16n, (packed >> 8n) & 255n, packed & 255n]).toEqual([
        commitKey(sha),
        BigInt(count),
        BigInt(length),
      ]);
    }),
  );
});

test('counts and lengths above 255 are held there', () => {
  expect(packPosting(1n, 256, 100_000)).toBe(packPosting(1n, 255, 255));
});

test("a commit's key is the front of its SHA", () => {
  expect(commitKey(`000000000003${'f'.repeat(28)}`)).toBe(1n);
});
