import { expect, test } from 'vitest';
import { definitions } from './definitions.ts';

test('every definition says what, in which unit and from where, as sentences where it explains', () => {
  for (const [name, definition] of Object.entries(definitions)) {
    expect(definition.title, name).not.toBe('');
    expect(definition.unit, name).not.toBe('');
    expect(definition.meaning, name).toMatch(/^[A-Z].*\.$/);
    expect(definition.source, name).toMatch(/\.$/);
  }
});
