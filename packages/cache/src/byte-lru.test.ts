import { describe, expect, it } from 'vitest';
import { createByteLru } from './byte-lru.ts';

const text = (bytes: number) => 'x'.repeat(bytes);

describe('a memory of texts', () => {
  it('never holds more bytes than its bound, and forgets what was used longest ago', () => {
    const lru = createByteLru(4_000, 1_000);
    for (const key of ['a', 'b', 'c']) lru.set(key, text(1_000));
    lru.get('a');
    lru.set('d', text(1_000));
    expect(['a', 'b', 'c', 'd'].map((key) => lru.get(key) !== undefined)).toEqual([true, false, true, true]);
    for (let index = 0; index < 1_000; index += 1) lru.set(`key ${index}`, text(index * 3));
    expect(lru.bytes).toBeLessThanOrEqual(4_000);
  });

  it('counts bytes, not characters', () => {
    const lru = createByteLru(1_000, 1_000);
    lru.set('a', '語'.repeat(300));
    expect(lru.get('a')).toBeUndefined();
  });

  it('does not keep what is larger than all of it, and drops what it replaced', () => {
    const lru = createByteLru(1_000, 1_000);
    lru.set('a', text(100));
    lru.set('a', text(2_000));
    expect([lru.get('a'), lru.bytes]).toEqual([undefined, 0]);
  });

  it('forgets a text when its time is over', () => {
    let now = 0;
    const lru = createByteLru(1_000, 60, () => now);
    lru.set('a', text(1));
    now = 59;
    expect(lru.get('a')).toBe('x');
    now = 60;
    expect([lru.get('a'), lru.bytes]).toEqual([undefined, 0]);
  });
});
