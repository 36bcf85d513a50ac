import { describe, expect, it } from 'vitest';
import { isForgeClock } from './forge-clock.ts';

const merged = { authorAt: 100, committerAt: 100, committerName: 'GitHub', committerEmail: 'noreply@github.com' };

describe('isForgeClock', () => {
  it('is true where a forge committed at the author time', () => {
    expect(isForgeClock(merged)).toBe(true);
  });

  it('is true where a bot committed at the author time', () => {
    expect(isForgeClock({ ...merged, committerName: 'bors[bot]', committerEmail: 'bors@example.org' })).toBe(true);
  });

  it('is false where the author wrote earlier: that time is the author’s own', () => {
    expect(isForgeClock({ ...merged, authorAt: 50 })).toBe(false);
  });

  it('is false for people who commit their own work', () => {
    expect(isForgeClock({ ...merged, committerName: 'Ada', committerEmail: 'ada@example.org' })).toBe(false);
  });
});
