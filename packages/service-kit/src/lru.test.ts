import { describe, expect, it } from 'vitest';
import { createLru } from './lru.ts';

describe('a bounded map', () => {
  it('forgets what was used longest ago', () => {
    const map = createLru<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  it('stays below its characters, and holds no key that alone is longer', () => {
    const map = createLru<number>(100, 10);
    map.set('aaaaaa', 1);
    map.set('bbbbbb', 2);
    map.set('c'.repeat(11), 3);
    expect([map.get('aaaaaa'), map.get('bbbbbb'), map.size]).toEqual([undefined, 2, 1]);
  });

  it('counts a replaced entry once', () => {
    const map = createLru<number>(100, 10);
    for (let turn = 0; turn < 5; turn += 1) map.set('aaaaaa', turn);
    map.set('bbbb', 1);
    expect([map.get('aaaaaa'), map.get('bbbb')]).toEqual([4, 1]);
  });
});
