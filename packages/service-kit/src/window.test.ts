import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysIn, lastFullWeeks, mondayOf, readWindow, windowBefore } from './window.ts';

const day = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a window', () => {
  it('holds both of its ends', () => {
    expect(daysIn({ from: '2026-01-01', to: '2026-01-01' })).toBe(1);
    expect(daysIn({ from: '2026-02-01', to: '2026-03-01' })).toBe(29);
  });

  it('is optional', () => {
    expect(readWindow(undefined)).toBeUndefined();
    expect(readWindow(null)).toBeUndefined();
  });

  it.each([
    [{ from: '2026-02-30', to: '2026-03-01' }, 'window.from'],
    [{ from: '2026-01-01', to: 'soon' }, 'window.to'],
    [{ from: '2026-01-02', to: '2026-01-01' }, 'window.to'],
    [{ from: '1899-12-31', to: '1900-01-01' }, 'window.from'],
    [{ from: '0000-01-01', to: '1900-01-01' }, 'window.from'],
    [{ from: '1900-01-01', to: '2026-01-01' }, 'window'],
  ])('%o is refused at %s', (window, field) => {
    expect(() => readWindow(window)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', field }));
  });

  it('may be a hundred years long', () => {
    expect(readWindow({ from: '1926-01-01', to: '2025-12-31' })).toBeDefined();
  });

  it('joins the window before it without a gap, at equal length', () => {
    fc.assert(
      fc.property(day, fc.nat(4000), (from, days) => {
        const window = { from, to: addDays(from, days) };
        const before = windowBefore(window);
        expect(daysIn(before)).toBe(daysIn(window));
        expect(addDays(before.to, 1)).toBe(window.from);
      }),
    );
  });
});

describe('a week', () => {
  it('begins on Monday', () => {
    expect([mondayOf('2026-11-23'), mondayOf('2026-11-29'), mondayOf('2026-11-22')]).toEqual([
      '2026-11-23',
      '2026-11-23',
      '2026-11-16',
    ]);
  });

  it('counts as full only once it ended', () => {
    expect(lastFullWeeks(new Date('2026-11-29T23:00:00Z'), 4)).toEqual({ from: '2026-10-26', to: '2026-11-22' });
    expect(lastFullWeeks(new Date('2026-11-30T00:00:00Z'), 1)).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  });
});
